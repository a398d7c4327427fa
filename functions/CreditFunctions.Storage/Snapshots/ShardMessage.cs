using System.Text.Json;
using System.Text.Json.Serialization;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>A shard of a slot that any instance may make: a message of the queue <see cref="StoreNames.Shards"/>. Part of the data format.</summary>
/// <param name="Business">Whose.</param>
/// <param name="Slot">The slot.</param>
/// <param name="Shard">Which of its shards, from 0.</param>
public sealed record ShardMessage(string Business, SnapshotId Slot, int Shard)
{
    /// <summary>Reads a message strictly.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ShardMessage Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ShardMessageJson.Default.ShardMessage) ?? throw new FormatException("A message of a shard is null.");
        }
        catch (JsonException exception)
        {
            // Its own text stays out of logs: whoever sent it may be anybody.
            throw new FormatException($"A message is not of a shard, at {exception.Path ?? "its beginning"}.", exception);
        }
    }

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ShardMessageJson.Default.ShardMessage);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(SnapshotIdJsonConverter)])]
[JsonSerializable(typeof(ShardMessage))]
internal sealed partial class ShardMessageJson : JsonSerializerContext;
