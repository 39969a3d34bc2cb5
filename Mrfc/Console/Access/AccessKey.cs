namespace ImsConference.Mrfc.Console.Access;

/// <summary>One who may use the HTTP interface, section <c>Console:Keys:0</c> and so on.</summary>
public sealed class AccessKey
{
    /// <summary>Who it is, for the log.</summary>
    public string Name { get; init; } = "";

    /// <summary>The key in clear. Where others may read the configuration, <see cref="KeyHash"/> is the better one.</summary>
    public string Key { get; init; } = "";

    /// <summary>SHA-256 of the key's UTF-8 bytes, 64 hexadecimal digits.</summary>
    public string KeyHash { get; init; } = "";

    /// <summary>What it opens.</summary>
    public Right Rights { get; init; } = Right.Read;
}
