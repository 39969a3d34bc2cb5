using System.Formats.Asn1;
using System.Net;

namespace ImsConference.Sip.Transports;

/// <summary>The subjectAltName of a certificate, the kinds of it that name a SIP peer (RFC 5280 §4.2.1.6).</summary>
internal sealed class AlternativeNames
{
    private const int None = -1;
    private const int DnsTag = 2;
    private const int UriTag = 6;
    private const int AddressTag = 7;

    private readonly List<string> _dnsNames = [];
    private readonly List<string> _uris = [];
    private readonly List<IPAddress> _addresses = [];

    /// <param name="extension">DER of the extension's value. What is malformed in it, and what follows, names nobody.</param>
    public AlternativeNames(ReadOnlyMemory<byte> extension)
    {
        try
        {
            var names = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData) Read(names);
        }
        catch (AsnContentException)
        {
            return;   // RFC 5280 has the chain's check refuse such a certificate, or it names whom it named so far
        }
    }

    public IReadOnlyList<string> DnsNames => _dnsNames;

    public IReadOnlyList<string> Uris => _uris;

    public IReadOnlyList<IPAddress> Addresses => _addresses;

    private void Read(AsnReader names)
    {
        var tag = names.PeekTag();
        switch (tag.TagClass == TagClass.ContextSpecific ? tag.TagValue : None)
        {
            case DnsTag:
                _dnsNames.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                break;
            case UriTag:
                _uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                break;
            case AddressTag when names.ReadOctetString(tag) is { Length: 4 or 16 } bytes:
                _addresses.Add(new IPAddress(bytes));
                break;
            case AddressTag:
                break;   // of no length that there is
            default:
                names.ReadEncodedValue();
                break;
        }
    }
}
