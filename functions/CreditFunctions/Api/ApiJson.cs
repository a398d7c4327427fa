using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CreditFunctions.Api.Audits;
using CreditFunctions.Api.Credits;
using CreditFunctions.Api.Customers;
using CreditFunctions.Api.Entitlements;
using CreditFunctions.Api.Entries;
using CreditFunctions.Api.Health;
using CreditFunctions.Api.Imports;
using CreditFunctions.Api.Reports;
using CreditFunctions.Api.Runs;
using CreditFunctions.Http;

namespace CreditFunctions.Api;

/// <summary>The own API's JSON: snake case, amounts as decimal strings, times as RFC 3339 strings, names in any script as they are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CustomerBody))]
[JsonSerializable(typeof(CustomerAnswer))]
[JsonSerializable(typeof(CustomersAnswer))]
[JsonSerializable(typeof(CreditsAnswer))]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(GrantBody))]
[JsonSerializable(typeof(ApplyBody))]
[JsonSerializable(typeof(ReserveBody))]
[JsonSerializable(typeof(CaptureBody))]
[JsonSerializable(typeof(ReleaseBody))]
[JsonSerializable(typeof(VoidBody))]
[JsonSerializable(typeof(ExpireBody))]
[JsonSerializable(typeof(ReverseBody))]
[JsonSerializable(typeof(AmendBody))]
[JsonSerializable(typeof(SettleOverageBody))]
[JsonSerializable(typeof(EntriesAnswer))]
[JsonSerializable(typeof(PostedAnswer))]
[JsonSerializable(typeof(EntitlementBody))]
[JsonSerializable(typeof(EntitlementAnswer))]
[JsonSerializable(typeof(EntitlementsAnswer))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(ImportsAnswer))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(UploadedBody))]
[JsonSerializable(typeof(ReportsAnswer))]
[JsonSerializable(typeof(SnapshotsAnswer))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(FileLinkAnswer))]
[JsonSerializable(typeof(AuditsAnswer))]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(TaskRunsAnswer))]
[JsonSerializable(typeof(SlotRunsAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    private static ApiJson? readable;

    /// <summary>The context in use.</summary>
    public static ApiJson Readable => readable ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
