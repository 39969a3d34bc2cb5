using System.Net;

namespace ImsConference.Mrfc.Media;

/// <summary>Addresses and prefixes of a setting.</summary>
public sealed class AddressPrefixes
{
    private readonly IPNetwork[] _networks;

    private AddressPrefixes(IPNetwork[] networks) => _networks = networks;

    /// <param name="texts">Addresses, or prefixes such as <c>10.0.0.0/8</c>.</param>
    /// <exception cref="FormatException">One is neither; the options were not checked.</exception>
    public static AddressPrefixes From(IEnumerable<string> texts) =>
        new([.. texts.Select(text => TryRead(text, out var network) ? network : throw new FormatException(text))]);

    /// <returns>False when the text is neither an address nor a prefix.</returns>
    public static bool TryRead(string text, out IPNetwork network)
    {
        if (!IPAddress.TryParse(text, out var address)) return IPNetwork.TryParse(text, out network);

        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }

    public bool Include(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _networks.Any(network => network.Contains(plain));
    }
}
