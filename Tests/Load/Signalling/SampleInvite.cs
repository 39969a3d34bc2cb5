using System.Text;

namespace ImsConference.Tests.Load.Signalling;

/// <summary>An INVITE as an S-CSCF hands it to a conference server: 1.6 KB, 25 header lines, SDP with preconditions.</summary>
internal static class SampleInvite
{
    private const string Sdp = """
        v=0
        o=- 2987933615 2987933615 IN IP4 192.0.2.77
        s=-
        c=IN IP4 192.0.2.77
        t=0 0
        m=audio 3456 RTP/AVP 97 8 96
        b=AS:38
        a=rtpmap:97 AMR-WB/16000
        a=fmtp:97 mode-change-capability=2
        a=rtpmap:96 telephone-event/16000
        a=curr:qos local none
        a=curr:qos remote none
        a=des:qos mandatory local sendrecv
        a=des:qos none remote sendrecv

        """;

    private const string Head = """
        INVITE sip:conf-factory1@home1.net SIP/2.0
        Via: SIP/2.0/UDP scscf1.home1.net;branch=z9hG4bK332b23.1
        Via: SIP/2.0/UDP pcscf1.visited1.net;branch=z9hG4bK240f34.1
        Max-Forwards: 68
        Record-Route: <sip:scscf1.home1.net;lr>
        Route: <sip:mrfc1.home1.net;lr>, <sip:cb03a0s09a2sdfglkj490333@scscf1.home1.net;lr>
        P-Asserted-Identity: "John Doe" <sip:user1_public1@home1.net>, <tel:+1-212-555-1111>
        P-Charging-Vector: icid-value="AyretyU0dm+6O2IrT5tAFrbHLso=023551024"; orig-ioi=home1.net
        P-Access-Network-Info: 3GPP-E-UTRAN-FDD; utran-cell-id-3gpp=234151D0FCE11
        P-Charging-Function-Addresses: ccf=192.0.2.51; ccf=192.0.2.52; ecf=192.0.2.53
        P-Asserted-Service: urn:urn-7:3gpp-service.ims.icsi.mmtel
        Privacy: none
        From: <sip:user1_public1@home1.net>;tag=171828
        To: <sip:conf-factory1@home1.net>
        Call-ID: cb03a0s09a2sdfglkj490333
        CSeq: 127 INVITE
        Supported: precondition, 100rel, timer
        Session-Expires: 1800
        Accept-Contact: *;+g.3gpp.icsi-ref="urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel"
        Contact: <sip:user1_public1@192.0.2.77:1357>;+g.3gpp.icsi-ref="urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel"
        Allow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, REFER, MESSAGE, NOTIFY
        User-Agent: Example-UE/1.0
        Content-Type: application/sdp
        Content-Length: {length}


        """;

    /// <summary>The datagram.</summary>
    public static byte[] Bytes()
    {
        var sdp = Sdp.ReplaceLineEndings("\r\n");
        return Encoding.ASCII.GetBytes(Head.ReplaceLineEndings("\r\n").Replace("{length}", $"{sdp.Length}", StringComparison.Ordinal) + sdp);
    }
}
