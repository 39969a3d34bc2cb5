using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>RFC 3312 §5 and the rows of TS 24.229's flow.</summary>
internal sealed class PreconditionTableTests
{
    private const string Row1 = "curr local none, curr remote none, des mandatory local sendrecv, des optional remote sendrecv";
    private const string Row2 = "curr local sendrecv, curr remote none, des mandatory local sendrecv, des mandatory remote sendrecv, conf remote sendrecv";
    private const string Row4 = "curr local sendrecv, curr remote sendrecv, des mandatory local sendrecv, des mandatory remote sendrecv";

    private static PreconditionTable Reserved => default(PreconditionTable).Reserve();

    [Test]
    public void Rows_1_to_5_seen_from_both_sides()
    {
        var ue = PreconditionTable.Start(reserved: false);
        Assert.That(Text(ue.Write(isAnswer: false)), Is.EqualTo(Row1));

        var focus = Reserved.Hear(ue.Write(false)).Raise();
        Assert.That((Text(focus.Write(true)), focus.IsMet), Is.EqualTo((Row2, false)));

        ue = ue.Hear(focus.Write(true));
        Assert.That(ue.IsMet, Is.False, "the UE's own side is not reserved");
        ue = ue.Reserve();
        Assert.That((Text(ue.Write(false)), ue.IsMet), Is.EqualTo((Row4, true)));

        focus = focus.Hear(ue.Write(false)).Raise();
        Assert.That((Text(focus.Write(true)), focus.IsMet), Is.EqualTo((Row4, true)));
    }

    [Test]
    public void An_unreserved_answerer_waits_for_both()
    {
        var answerer = default(PreconditionTable).Hear(PreconditionTable.Start(true).Write(false)).Raise();
        Assert.That(answerer.IsMet, Is.False);
        Assert.That(answerer.Reserve().IsMet);
    }

    [Test]
    public void Directions_are_mirrored()
    {
        var table = Reserved.Hear(Set("curr local send, des mandatory local sendrecv"));
        Assert.That((table.Remote.Current, table.IsMet), Is.EqualTo((MediaDirection.ReceiveOnly, false)), "what it sends, we receive");
        Assert.That(table.Hear(Set("curr local sendrecv")).IsMet);
    }

    [Test]
    public void Strength_never_drops()
    {
        var table = Reserved.Hear(Set("curr local none, des mandatory local sendrecv")).Hear(Set("curr local none, des optional local sendrecv"));
        Assert.That(table.Remote.Mandatory, Is.EqualTo(MediaDirection.SendReceive));
    }

    [TestCase("curr local none, des optional local sendrecv", true)]
    [TestCase("curr local none, des none local sendrecv", true)]
    [TestCase("curr local none, des mandatory local send", false)]
    public void Only_mandatory_ones_hold_up(string lines, bool met) => Assert.That(Reserved.Hear(Set(lines)).IsMet, Is.EqualTo(met));

    [TestCase("des mandatory e2e sendrecv", ExpectedResult = "des failure e2e sendrecv")]
    [TestCase("curr e2e send, des mandatory e2e sendrecv", ExpectedResult = "des failure e2e sendrecv")]
    [TestCase("curr e2e sendrecv, des mandatory e2e sendrecv", ExpectedResult = "", Description = "the peer says that it is there already")]
    [TestCase("curr e2e none, des optional e2e sendrecv", ExpectedResult = "")]
    [TestCase("curr e2e none, des none e2e sendrecv", ExpectedResult = "")]
    [TestCase("des mandatory local sendrecv", ExpectedResult = "")]
    public string What_cannot_be_kept(string lines) => Text(PreconditionTable.Unkept(Set(lines)));

    private static readonly string[] Directions = ["none", "send", "recv", "sendrecv"];
    private static readonly string[] Strengths = ["none", "optional", "mandatory"];

    /// <summary>Each combination of status and strength, local, remote and end to end, against the rule in one sentence (RFC 3312 §5.1.1).</summary>
    [TestCase("local")]
    [TestCase("e2e")]
    public void Every_mandatory_direction_and_no_other_must_be_reserved(string status)
    {
        var cases = 0;
        foreach (var current in Directions)
            foreach (var wanted in Directions)
                foreach (var strength in Strengths)
                    foreach (var ours in Strengths)
                    {
                        var other = status == "local" ? $", curr remote none, des {ours} remote sendrecv" : "";
                        var table = Reserved.Hear(Set($"curr {status} {current}, des {strength} {status} {wanted}{other}")).Raise();
                        var isMet = strength != "mandatory" || (Bits(wanted) & ~Bits(current)) == 0;
                        Assert.That(table.IsMet, Is.EqualTo(isMet), $"{status}: current {current}, {strength} {wanted}; ours {ours}");

                        var answer = table.Write(isAnswer: true).Lines;
                        var asks = answer.Any(line => line.Kind == PreconditionKind.Confirm);
                        if (status == "local") Assert.That(asks, Is.EqualTo(!isMet), "a confirmation is asked for exactly while something is missing");
                        Assert.That(answer.Where(line => line is { Kind: PreconditionKind.Current, Status: PreconditionStatus.Local }).Select(line => line.Direction),
                            status == "local" ? Is.EqualTo([MediaDirection.SendReceive]) : Is.Empty, "our own side is reserved");
                        cases++;
                    }

        Assert.That(cases, Is.EqualTo(4 * 4 * 3 * 3));

        static int Bits(string direction) => direction switch { "none" => 0, "send" => 1, "recv" => 2, _ => 3 };
    }

    [Test]
    public void A_mandatory_precondition_of_another_type_is_unknown()
    {
        var set = PreconditionSet.From([new SdpAttribute("des", "sec mandatory e2e sendrecv"), new SdpAttribute("des", "sec optional e2e send")]);
        Assert.That(PreconditionTable.Unkept(set).ToAttributes().Select(a => a.Value), Is.EqualTo(new[] { "sec unknown e2e sendrecv" }));
    }

    [TestCase("curr e2e send, des optional e2e sendrecv", ExpectedResult = "curr e2e recv, des optional e2e sendrecv", Description = "and no local or remote lines")]
    [TestCase("curr e2e sendrecv, des mandatory e2e sendrecv", ExpectedResult = "curr e2e sendrecv, des mandatory e2e sendrecv")]
    [TestCase("curr local sendrecv, curr e2e none, des none e2e send", ExpectedResult =
        "curr local sendrecv, curr remote sendrecv, des none local sendrecv, des none remote sendrecv, curr e2e none, des none e2e sendrecv")]
    public string End_to_end_lines_are_repeated_as_the_peer_says_them(string lines)
    {
        var table = Reserved.Hear(Set(lines)).Raise();
        Assert.That(table.IsMet);
        return Text(table.Write(isAnswer: true));
    }

    private static PreconditionSet Set(string lines) => PreconditionSet.From(lines.Split(", ").Select(l => l.Split(' ', 2)).Select(p => new SdpAttribute(p[0], $"qos {p[1]}")));

    private static string Text(PreconditionSet set) => string.Join(", ", set.ToAttributes().Select(a => $"{a.Name} {a.Value!["qos ".Length..]}"));
}
