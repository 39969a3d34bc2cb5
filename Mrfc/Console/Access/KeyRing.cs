using System.Security.Cryptography;
using System.Text;

namespace ImsConference.Mrfc.Console.Access;

/// <summary>The keys that open the HTTP interface. None at all: whoever reaches it may do everything.</summary>
public sealed class KeyRing(ConsoleOptions options)
{
    private readonly (byte[] Hash, AccessKey Key)[] _keys = [.. options.Keys.Select(key => (HashOf(key), key))];

    public bool IsOpen => _keys.Length == 0;

    /// <summary>Whose key it is; null: nobody's. Takes as long for a near miss as for any other.</summary>
    public AccessKey? Find(string presented)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        AccessKey? found = null;
        foreach (var (known, key) in _keys)
            if (CryptographicOperations.FixedTimeEquals(known, hash)) found = key;
        return found;
    }

    private static byte[] HashOf(AccessKey key) =>
        key.KeyHash.Length > 0 ? Convert.FromHexString(key.KeyHash) : SHA256.HashData(Encoding.UTF8.GetBytes(key.Key));
}
