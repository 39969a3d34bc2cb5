namespace ImsConference.Tests.Load.Media;

/// <summary>Port mode of a load.</summary>
internal enum PortKind
{
    /// <summary>A pair of ports for each participant.</summary>
    Dedicated,

    /// <summary>One pair for each media thread.</summary>
    Shared,
}
