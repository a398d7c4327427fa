using System.Text.Json;
using Azure;

namespace CreditFunctions.Storage.Azure.Http;

/// <summary>What an answer that is no success says.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The service's code, such as <c>ResourceNotFound</c>; null if it gave none.</param>
/// <param name="Message">The service's words; empty if it gave none.</param>
internal readonly record struct StorageError(int Status, string? Code, string Message)
{
    /// <summary>
    /// Could the write have taken effect? A refusal says no. A server that failed, or an intermediary that lost it, may have done it;
    /// only a busy one turns requests away before doing them.
    /// </summary>
    public bool MayHaveHappened => Status >= 500 && !(Status == 503 && Code == "ServerBusy");

    /// <summary>Reads what a buffered answer says.</summary>
    public static StorageError From(Response response)
    {
        _ = response.Headers.TryGetValue("x-ms-error-code", out var code);
        return code is null && response.ContentStream is MemoryStream
            ? FromJson(response.Status, response.Content.ToMemory().Span)
            : new(response.Status, code, "");
    }

    /// <summary>Reads <c>{"odata.error":{"code":"...","message":{"lang":"...","value":"..."}}}</c>; whatever follows it is not looked at.</summary>
    public static StorageError FromJson(int status, ReadOnlySpan<byte> body)
    {
        string? code = null;
        string? message = null;
        try
        {
            var json = new Utf8JsonReader(body, isFinalBlock: false, default);
            while ((code is null || message is null) && json.Read())
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("code"u8) && json.Read())
                {
                    code = json.GetString();
                }
                else if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("value"u8) && json.Read())
                {
                    message = json.GetString();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // An intermediary's answer, not the service's: its status has to do.
        }

        return new(status, code, message ?? "");
    }

    /// <summary>The exception for a read that got this answer.</summary>
    public StorageException OnRead(string what) => new($"{what}: {this}.", mayHaveHappened: false, Status, Code);

    /// <summary>The exception for a write that got this answer.</summary>
    public StorageException OnWrite(string what) => new($"{what}: {this}.", MayHaveHappened, Status, Code);

    /// <inheritdoc/>
    public override string ToString() => $"storage answered {Status}{(Code is null ? "" : " " + Code)}{Hint}";

    // The service's own words may repeat a customer's data, so they stay out of logs; these say what an operator is to do.
    private string Hint => Code switch
    {
        "TableNotFound" => " (the table does not exist: create it first)",
        "ContainerNotFound" => " (the container does not exist: create it first)",
        "QueueNotFound" => " (the queue does not exist: create it first)",
        "AuthenticationFailed" => " (the key is wrong, or this machine's clock is)",
        "AuthorizationPermissionMismatch" or "AuthorizationFailure" => " (the identity lacks a data role on the account, or its network rules refuse)",
        _ => "",
    };
}
