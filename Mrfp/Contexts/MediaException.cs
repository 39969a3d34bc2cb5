namespace ImsConference.Mrfp.Contexts;

/// <summary>A command that was refused, with a text for the MRFC's log.</summary>
public sealed class MediaException : Exception
{
    public MediaException(MediaFault fault, string message)
        : base(message) => Fault = fault;

    public MediaException()
    {
    }

    public MediaException(string message)
        : base(message)
    {
    }

    public MediaException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public MediaFault Fault { get; }
}
