using System.Globalization;
using Spectre.Console;

namespace ImsConference.Tests.Load.Media;

/// <summary>Figures of one load.</summary>
internal sealed record MediaReport
{
    public required MediaLoad Load { get; init; }

    /// <summary>CPU seconds of the MRFP process, user and system, per second and 1000 participants.</summary>
    public required double Cpu { get; init; }

    /// <summary>The same of the reflector; 0: not measured.</summary>
    public required double ReflectorCpu { get; init; }

    /// <summary>The same of this process, which sends and receives for everybody.</summary>
    public required double OwnCpu { get; init; }

    /// <summary>Proportional set size of the MRFP above that before the first command, KiB per participant.</summary>
    public required double KibPerParticipant { get; init; }

    /// <summary>Busiest media thread, as the MRFP itself reports it.</summary>
    public required int LoadPercent { get; init; }

    public required double DelayMedianMs { get; init; }

    public required double DelayP99Ms { get; init; }

    public required double GapMedianMs { get; init; }

    public required double GapP999Ms { get; init; }

    public required double GapGreatestMs { get; init; }

    /// <summary>Of the packets that should have come, %.</summary>
    public required double MissingPercent { get; init; }

    /// <summary>Of the packets received while everybody talks, %: tells that the rooms really hear somebody. G.711 only.</summary>
    public required double SoundingPercent { get; init; }

    public required ulong KernelDrops { get; init; }

    /// <summary>Ticks too late, in the measured time.</summary>
    public required ulong Overruns { get; init; }

    /// <summary>By the media threads on the managed heap, in the measured time.</summary>
    public required ulong MediaBytes { get; init; }

    /// <summary>Garbage collections in the measured time, all generations.</summary>
    public required long Collections { get; init; }

    /// <summary>99th percentile of how late the load itself was.</summary>
    public required double OwnDelayP99Ms { get; init; }

    public required bool KeptPace { get; init; }

    /// <summary>Of the MRFP's CPU to the reflector's; 0: not measured.</summary>
    public double Ratio => ReflectorCpu > 0 ? Cpu / ReflectorCpu : 0;

    public void Print(IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumns($"{Load.Name}", "");
        void Row(string what, FormattableString value) => table.AddRow(what, value.ToString(CultureInfo.InvariantCulture));
        Row("CPU s per s and 1000 participants", $"{Cpu:0.000}");
        if (ReflectorCpu > 0) Row("of a reflector; ratio", $"{ReflectorCpu:0.000}; {Ratio:0.00}");
        Row("of the load itself", $"{OwnCpu:0.000}");
        Row("busiest media thread", $"{LoadPercent} %");
        Row("memory per participant", $"{KibPerParticipant:0.0} KiB");
        Row("delay added: median, 99 %", $"{DelayMedianMs:0.0} ms, {DelayP99Ms:0.0} ms");
        Row("gap between packets: median, 99.9 %, greatest", $"{GapMedianMs:0.00} ms, {GapP999Ms:0.00} ms, {GapGreatestMs:0.0} ms");
        Row("packets missing; with a sound", $"{MissingPercent:0.000} %; {SoundingPercent:0.0} %");
        Row("dropped by the kernel; ticks too late", $"{KernelDrops}; {Overruns}");
        Row("allocated by media threads; collections", $"{MediaBytes} bytes; {Collections}");
        Row("the load's own delay, 99 %", $"{OwnDelayP99Ms:0.0} ms");
        console.Write(table);
        if (!KeptPace) console.WriteLine("The load could not keep its own pace: the machine is too busy or too small, and gaps and delays are not the MRFP's alone.");
    }
}
