namespace ImsConference.Mrfc.Console.Access;

/// <summary>What a key opens; each includes those before it.</summary>
public enum Right : byte
{
    /// <summary>See conferences, events and status.</summary>
    Read,

    /// <summary>Act on conferences.</summary>
    Control,

    /// <summary>See whole SIP messages too (<c>/trace</c>).</summary>
    Admin,
}
