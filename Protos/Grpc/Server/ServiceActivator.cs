using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Finds the service for one call: the container's, or one made for this call and disposed after it.</summary>
internal static class ServiceActivator<TService>
    where TService : class
{
    private static readonly Lazy<ObjectFactory<TService>> Factory = new(() => ActivatorUtilities.CreateFactory<TService>([]));

    public static async Task UseAsync(IServiceProvider services, Func<TService, Task> use)
    {
        if (services.GetService<TService>() is { } registered)
        {
            await use(registered).ConfigureAwait(false);
            return;
        }

        var made = Factory.Value(services, []);
        try
        {
            await use(made).ConfigureAwait(false);
        }
        finally
        {
            if (made is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync().ConfigureAwait(false);
            else (made as IDisposable)?.Dispose();
        }
    }
}
