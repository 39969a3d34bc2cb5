using Microsoft.Extensions.Options;

namespace ImsConference.Mrfc.Charging;

/// <summary>Names every key of section <c>Charging</c> that cannot be.</summary>
public sealed class ChargingOptionsCheck : IValidateOptions<ChargingOptions>
{
    public ValidateOptionsResult Validate(string? name, ChargingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new ValidateOptionsResultBuilder();
        if (options.Folder.Length > 0 && !Path.IsPathFullyQualified(options.Folder)) faults.AddError($"'{options.Folder}': a whole path, from the root", "Charging:Folder");
        if (options.InterimSeconds is < 0 or > 86_400) faults.AddError($"{options.InterimSeconds}: 0..86400 s", "Charging:InterimSeconds");
        if (options.RotateBytes is < 1_000 or > 10_000_000_000) faults.AddError($"{options.RotateBytes}: 1000..10000000000", "Charging:RotateBytes");
        if (options.RotateSeconds is < 1 or > 604_800) faults.AddError($"{options.RotateSeconds}: 1..604800 s", "Charging:RotateSeconds");
        if (options.MaxWaiting is < 100 or > 10_000_000) faults.AddError($"{options.MaxWaiting}: 100..10000000", "Charging:MaxWaiting");
        if (options.FlushMs is < 0 or > 10_000) faults.AddError($"{options.FlushMs}: 0..10000 ms", "Charging:FlushMs");
        return faults.Build();
    }
}
