namespace ImsConference.Mrfp.Control;

/// <summary>Names this start of the process: another one means that all contexts are gone.</summary>
/// <param name="Value">Never used before.</param>
public sealed record StartId(string Value)
{
    public static StartId Create() => new(Guid.CreateVersion7().ToString("N"));

    public override string ToString() => Value;
}
