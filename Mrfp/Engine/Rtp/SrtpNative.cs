using System.Runtime.InteropServices;

namespace ImsConference.Engine.Rtp;

/// <summary>The part of libsrtp2's interface that is used here.</summary>
internal static unsafe partial class SrtpNative
{
    public const string Library = "libsrtp2.so.1";

    // srtp_err_status_t
    public const int Ok = 0;
    public const int ReplayFail = 9;
    public const int ReplayOld = 10;

    // srtp_ssrc_type_t
    public const int AnyInbound = 2;
    public const int AnyOutbound = 3;

    [LibraryImport(Library, EntryPoint = "srtp_init")]
    public static partial int Initialize();

    [LibraryImport(Library, EntryPoint = "srtp_create")]
    public static partial int Create(out nint session, in Policy policy);

    [LibraryImport(Library, EntryPoint = "srtp_dealloc")]
    public static partial int Deallocate(nint session);

    [LibraryImport(Library, EntryPoint = "srtp_protect")]
    public static partial int Protect(SrtpHandle session, byte* packet, int* length);

    [LibraryImport(Library, EntryPoint = "srtp_unprotect")]
    public static partial int Unprotect(SrtpHandle session, byte* packet, int* length);

    [LibraryImport(Library, EntryPoint = "srtp_protect_rtcp")]
    public static partial int ProtectRtcp(SrtpHandle session, byte* packet, int* length);

    [LibraryImport(Library, EntryPoint = "srtp_unprotect_rtcp")]
    public static partial int UnprotectRtcp(SrtpHandle session, byte* packet, int* length);

    /// <param name="session">An srtp_t.</param>
    /// <param name="ssrc">As it stands in the packet: network byte order.</param>
    [LibraryImport(Library, EntryPoint = "srtp_remove_stream")]
    public static partial int RemoveStream(SrtpHandle session, uint ssrc);

    [LibraryImport(Library, EntryPoint = "srtp_crypto_policy_set_rtp_default")]
    public static partial void SetTag80(ref CryptoPolicy policy);

    [LibraryImport(Library, EntryPoint = "srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32")]
    public static partial void SetTag32(ref CryptoPolicy policy);

    [LibraryImport(Library, EntryPoint = "srtp_crypto_policy_set_aes_gcm_128_16_auth")]
    public static partial void SetGcm128(ref CryptoPolicy policy);

    /// <summary>srtp_crypto_policy_t</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CryptoPolicy
    {
        public uint CipherType;
        public int CipherKeyLength;
        public uint AuthType;
        public int AuthKeyLength;
        public int AuthTagLength;
        public int Services;
    }

    /// <summary>srtp_policy_t</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Policy
    {
        public int SsrcType;
        public uint Ssrc;
        public CryptoPolicy Rtp;
        public CryptoPolicy Rtcp;
        public byte* Key;
        public void** Keys;
        public nuint KeyCount;
        public void* DeprecatedEkt;
        public nuint WindowSize;
        public int AllowRepeatedTransmission;
        public int* EncryptedExtensions;
        public int EncryptedExtensionCount;
        public Policy* Next;
    }
}
