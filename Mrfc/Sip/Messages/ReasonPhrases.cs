namespace ImsConference.Sip.Messages;

/// <summary>Default reason phrases.</summary>
public static class ReasonPhrases
{
    public static string For(int status) => throw new NotSupportedException();
}
