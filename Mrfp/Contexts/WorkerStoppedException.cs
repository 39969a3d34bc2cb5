namespace ImsConference.Mrfp.Contexts;

/// <summary>The media thread that owns the context has ended: the process is stopping.</summary>
public sealed class WorkerStoppedException : Exception
{
    public WorkerStoppedException()
        : base("the media processor is stopping")
    {
    }

    public WorkerStoppedException(string message)
        : base(message)
    {
    }

    public WorkerStoppedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
