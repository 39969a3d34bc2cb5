using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ImsConference.Engine.Rtp;

/// <summary>Asks the processor to bring objects into its cache before they are needed: of a thousand streams none is still there when its tick comes round.</summary>
public static unsafe class CacheLines
{
    private const int LineBytes = 64;

    /// <summary>Begins to fetch the first two cache lines of each; waits for nothing. Where the processor has no such instruction nothing happens.</summary>
    public static void Fetch(ReadOnlySpan<object> objects)
    {
        if (!Sse.IsSupported) return;
        foreach (var each in objects)
        {
            // The address may be out of date at once, for the collector moves objects: then the wrong line comes, and no harm.
            var address = AddressOf(each);
            Sse.Prefetch0(address);
            Sse.Prefetch0(address + LineBytes);
        }
    }

    private static byte* AddressOf(object each) => *(byte**)Unsafe.AsPointer(ref each);
}
