using ImsConference.Sip.Sdp;

namespace ImsConference.Sip.Sessions;

/// <summary>Answer to an offer, or its refusal. The old session stays in force when refused.</summary>
public sealed class OfferReply
{
    private OfferReply(SessionDescription? description, int status, string? warning, SessionDescription? explanation = null)
    {
        Description = description;
        Status = status;
        Warning = warning;
        Explanation = explanation;
    }

    /// <summary>The answer; null when refused. The stack writes its o= version and precondition lines.</summary>
    public SessionDescription? Description { get; }

    /// <summary>Status of a refusal, for example 488; 200 for an answer.</summary>
    public int Status { get; }

    /// <summary>Warning value of a refusal, for example <c>305 mrfc "no common format"</c>.</summary>
    public string? Warning { get; }

    /// <summary>Description that goes with a refusal, for example what a 580 is about; null: none.</summary>
    internal SessionDescription? Explanation { get; }

    public static OfferReply Answer(SessionDescription answer) => new(answer, 200, null);

    /// <param name="status">300 to 699.</param>
    /// <param name="warning">Warning value, or null.</param>
    public static OfferReply Refuse(int status, string? warning = null) => new(null, status, warning);

    internal static OfferReply Refuse(int status, string warning, SessionDescription? explanation) => new(null, status, warning, explanation);
}
