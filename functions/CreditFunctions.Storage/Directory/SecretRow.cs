using System.Text.Json;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Directory;

/// <summary>A secret of the deployment as it is stored: partition <c>secret!</c>, row by what it is for. It must not be logged, so its text does not show it.</summary>
internal sealed class SecretRow(byte[] secret)
{
    public const string Partition = "secret!";

    /// <summary>The row of what signs tokens.</summary>
    public const string Signing = "signing";

    /// <summary>How long a secret is.</summary>
    public const int Bytes = 32;

    public byte[] Secret { get; } = secret;

    public static SecretRow Read(ref Utf8JsonReader json)
    {
        var secret = "";
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("secret"u8))
            {
                secret = RowJson.Text(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return new(Convert.FromBase64String(secret));
    }

    public static ReadOnlyMemory<byte> Write(byte[] secret) => new ColumnWriter().Text("secret", Convert.ToBase64String(secret)).ToMemory();
}
