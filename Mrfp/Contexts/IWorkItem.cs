namespace ImsConference.Mrfp.Contexts;

/// <summary>A command on its way to a worker.</summary>
internal interface IWorkItem
{
    /// <summary>Runs it, on the worker's thread.</summary>
    void Run();

    /// <summary>The worker has stopped: the command fails without having run.</summary>
    void Refuse();
}
