namespace Grpc.Core;

/// <summary>Carries deadline and cancellation of a call on to the calls that it makes. This runtime hands none out.</summary>
public abstract class ContextPropagationToken
{
    private protected ContextPropagationToken()
    {
    }
}
