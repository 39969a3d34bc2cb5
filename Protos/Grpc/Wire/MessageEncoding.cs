using System.Buffers;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>The compressions of <c>grpc-encoding</c> that we can read. We send identity only.</summary>
internal static class MessageEncoding
{
    public const string Header = "grpc-encoding";
    public const string AcceptHeader = "grpc-accept-encoding";
    public const string Accepted = "identity,gzip";
    private const string Gzip = "gzip";
    private const string Identity = "identity";

    public static bool IsKnown(string? encoding) => encoding is null or "" or Identity or Gzip;

    /// <param name="payload">One compressed message.</param>
    /// <param name="encoding">What the peer's <c>grpc-encoding</c> says.</param>
    /// <param name="maxSize">Bytes that the message may have when it is unpacked; null: no limit.</param>
    /// <exception cref="RpcException">Internal: not compressed so. ResourceExhausted: too large.</exception>
    public static byte[] Decompress(in ReadOnlySequence<byte> payload, string? encoding, int? maxSize)
    {
        if (encoding != Gzip) throw Rpc.Error(StatusCode.Internal, "A message is marked as compressed, but grpc-encoding names no compression.");
        try
        {
            using var unpacker = new GZipStream(new MemoryStream(payload.ToArray()), CompressionMode.Decompress);
            var message = new MemoryStream();
            Span<byte> piece = stackalloc byte[4096];
            while (unpacker.Read(piece) is > 0 and var count)
            {
                if (message.Length + count > (maxSize ?? int.MaxValue)) throw Rpc.TooLarge("received", message.Length + count, maxSize);
                message.Write(piece[..count]);
            }

            return message.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw Rpc.Error(StatusCode.Internal, "A message cannot be decompressed.", e);
        }
    }
}
