using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Names every fault of <see cref="MediaOptions"/> by its key.</summary>
public sealed class MediaOptionsCheck : IValidateOptions<MediaOptions>
{
    private const int MostSpeakers = 1000;

    public ValidateOptionsResult Validate(string? name, MediaOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        if (options.Workers is < 0 or > 256) faults.AddError($"{options.Workers}: 0..256", "Media:Workers");
        if (options.MaxContexts is < 1 or > 1_000_000) faults.AddError($"{options.MaxContexts}: 1..1000000", "Media:MaxContexts");
        if (options.MaxTerminations is < 1 or > 1_000_000)
            faults.AddError($"{options.MaxTerminations}: 1..1000000", "Media:MaxTerminations");
        if (options.Niceness is < -20 or > 19) faults.AddError($"{options.Niceness}: -20..19", "Media:Niceness");
        if (options.Speakers is < 1 or > MostSpeakers) faults.AddError($"{options.Speakers}: 1..{MostSpeakers}", "Media:Speakers");
        if (options.OpusComplexity is < 0 or > 10) faults.AddError($"{options.OpusComplexity}: 0..10", "Media:OpusComplexity");
        if (options.OpusComplexityWhenBusy < 0 || options.OpusComplexityWhenBusy > options.OpusComplexity)
            faults.AddError($"{options.OpusComplexityWhenBusy}: 0..Media:OpusComplexity ({options.OpusComplexity})", "Media:OpusComplexityWhenBusy");
        return faults.Build();
    }
}
