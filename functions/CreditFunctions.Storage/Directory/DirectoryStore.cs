using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Imports;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Directory;

/// <summary>The table <c>directory</c>: businesses, API keys, entitlements, runs, audits.</summary>
public sealed class DirectoryStore(ITable directory)
{
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Makes a business; false if there is one of that id.</summary>
    public async Task<bool> AddBusinessAsync(Business business, CancellationToken cancellationToken)
    {
        var result = await directory.WriteAsync(
            BusinessRow.Partition, new(RowAction.Insert, business.Id, BusinessRow.Write(business)), WriteTimeout, cancellationToken);
        return result.Outcome == WriteOutcome.Done;
    }

    /// <summary>A business; null if there is none.</summary>
    public Task<Business?> BusinessAsync(string id, CancellationToken cancellationToken) =>
        directory.GetAsync(BusinessRow.Partition, id, BusinessRow.Read, [], cancellationToken);

    /// <summary>All businesses, by id.</summary>
    public Task<IReadOnlyList<Business>> BusinessesAsync(CancellationToken cancellationToken) =>
        directory.AllAsync(new(BusinessRow.Partition, "", null), BusinessRow.Read, cancellationToken);

    /// <summary>Keeps a key; one of the same hash is replaced.</summary>
    public Task PutKeyAsync(ApiKey key, CancellationToken cancellationToken) =>
        directory.WriteAsync(ApiKeyRow.Partition, new(RowAction.Upsert, key.Hash, ApiKeyRow.Write(key)), WriteTimeout, cancellationToken);

    /// <summary>The key of a hash, revoked or not; null if there is none.</summary>
    public Task<ApiKey?> KeyAsync(string hash, CancellationToken cancellationToken) =>
        directory.GetAsync(ApiKeyRow.Partition, hash, ApiKeyRow.Read, [], cancellationToken);

    /// <summary>All keys of a business.</summary>
    public async Task<IReadOnlyList<ApiKey>> KeysAsync(string business, CancellationToken cancellationToken) =>
        await directory.AllAsync(
            new(ApiKeyRow.Partition, "", null) { Where = [new("business", Comparison.Equal, business)] }, ApiKeyRow.Read, cancellationToken);

    /// <summary>The entitlement of that id; null if there is none. <see cref="Entitlement.DefaultId"/> is always there.</summary>
    public async Task<Entitlement?> EntitlementAsync(string business, string id, CancellationToken cancellationToken) =>
        (await EntitlementRowAsync(business, id, cancellationToken))?.Entitlement ?? Implied(id);

    /// <summary>All entitlements of a business, by id.</summary>
    public async Task<IReadOnlyList<Entitlement>> EntitlementsAsync(string business, CancellationToken cancellationToken)
    {
        var rows = await directory.AllAsync(RowQuery.Prefix(business, EntitlementRow.Prefix), EntitlementRow.Read, cancellationToken);
        var stored = rows.Select(row => row.Entitlement).ToList();
        return stored.Exists(one => Implied(one.Id) is not null) ? stored : [.. stored.Append(Entitlement.Default).OrderBy(one => one.Id, StringComparer.Ordinal)];
    }

    /// <summary>
    /// Makes or changes an entitlement. Its unit never changes, since amounts count in it: null comes back where the stored one has another.
    /// </summary>
    /// <returns>Was it new, or null: it was refused.</returns>
    public async Task<bool?> PutEntitlementAsync(string business, Entitlement entitlement, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await EntitlementRowAsync(business, entitlement.Id, cancellationToken);
            var existing = row?.Entitlement ?? Implied(entitlement.Id);
            if (existing is not null && existing.Unit != entitlement.Unit)
            {
                return null;
            }

            var (key, columns) = (EntitlementRow.Key(entitlement.Id), EntitlementRow.Write(entitlement));
            var write = row is null ? new RowWrite(RowAction.Insert, key, columns) : new RowWrite(RowAction.Replace, key, columns, row.ETag);
            var result = await directory.WriteAsync(business, write, WriteTimeout, cancellationToken);
            if (result.Outcome == WriteOutcome.Done)
            {
                return existing is null;
            }
        }
    }

    /// <summary>Asks for a run, unless it was asked for before. Returns it as it stands.</summary>
    public async Task<ReportRun> RequestRunAsync(string business, string report, SnapshotId slot, Instant now, CancellationToken cancellationToken)
    {
        var run = new ReportRun(business, report, slot, RunState.Open, 0, now, null, null);
        var result = await directory.WriteAsync(
            business, new(RowAction.Insert, RunRow.Key(report, slot), RunRow.Write(run)), WriteTimeout, cancellationToken);
        return result.Outcome == WriteOutcome.Done ? run : await RunAsync(business, report, slot, cancellationToken) ?? run;
    }

    /// <summary>A run; null if nobody asked for it.</summary>
    public Task<ReportRun?> RunAsync(string business, string report, SnapshotId slot, CancellationToken cancellationToken) =>
        directory.GetAsync(business, RunRow.Key(report, slot), RunRow.Read, [], cancellationToken);

    /// <summary>The runs of a business that are neither done nor given up, oldest slot first within each report.</summary>
    public Task<IReadOnlyList<ReportRun>> OpenRunsAsync(string business, CancellationToken cancellationToken) =>
        directory.AllAsync(
            RowQuery.Prefix(business, RunRow.Prefix) with { Where = [new("state", Comparison.Equal, SnakeCase.Name(RunState.Open))] }, RunRow.Read, cancellationToken);

    /// <summary>The run of the latest slot of a report; null if there is none.</summary>
    public async Task<ReportRun?> NewestRunAsync(string business, string report, CancellationToken cancellationToken) =>
        await directory.AllAsync(RowQuery.Prefix(business, RunRow.PrefixOf(report)), RunRow.Read, cancellationToken) is [.., var newest] ? newest : null;

    /// <summary>Writes down how a run stands.</summary>
    public Task SaveRunAsync(ReportRun run, CancellationToken cancellationToken) =>
        directory.WriteAsync(
            run.Business, new(RowAction.Upsert, RunRow.Key(run.Report, run.Slot), RunRow.Write(run)), WriteTimeout, cancellationToken);

    /// <summary>Asks for an audit, unless it was asked for before. Returns it as it stands.</summary>
    public async Task<AuditRun> RequestAuditAsync(string business, SnapshotId slot, Instant now, CancellationToken cancellationToken)
    {
        var audit = AuditRun.Requested(business, slot, now);
        var result = await directory.WriteAsync(business, new(RowAction.Insert, AuditRow.Key(slot), AuditRow.Write(audit)), WriteTimeout, cancellationToken);
        return result.Outcome == WriteOutcome.Done ? audit : await AuditAsync(business, slot, cancellationToken) ?? audit;
    }

    /// <summary>An audit; null if nobody asked for it.</summary>
    public Task<AuditRun?> AuditAsync(string business, SnapshotId slot, CancellationToken cancellationToken) =>
        directory.GetAsync(business, AuditRow.Key(slot), AuditRow.Read, [], cancellationToken);

    /// <summary>All audits of a business, oldest slot first.</summary>
    public Task<IReadOnlyList<AuditRun>> AuditsAsync(string business, CancellationToken cancellationToken) =>
        directory.AllAsync(RowQuery.Prefix(business, AuditRow.Prefix), AuditRow.Read, cancellationToken);

    /// <summary>The audits of a business that are neither done nor given up, oldest slot first.</summary>
    public Task<IReadOnlyList<AuditRun>> OpenAuditsAsync(string business, CancellationToken cancellationToken) =>
        directory.AllAsync(
            RowQuery.Prefix(business, AuditRow.Prefix) with { Where = [new("state", Comparison.Equal, SnakeCase.Name(RunState.Open))] }, AuditRow.Read, cancellationToken);

    /// <summary>Writes down how an audit stands.</summary>
    public Task SaveAuditAsync(AuditRun audit, CancellationToken cancellationToken) =>
        directory.WriteAsync(audit.Business, new(RowAction.Upsert, AuditRow.Key(audit.Slot), AuditRow.Write(audit)), WriteTimeout, cancellationToken);

    /// <summary>Has the business an import under way? Rows <c>import!{id}</c> say so by their state.</summary>
    public async Task<bool> ImportIsOpenAsync(string business, CancellationToken cancellationToken)
    {
        var open = RowQuery.Prefix(business, ImportRow.Prefix) with { Where = [new("state", Comparison.Equal, SnakeCase.Name(RunState.Open))], Select = ["RowKey"] };
        return await directory.AllAsync(open, SkipRow, cancellationToken) is { Count: > 0 };
    }

    private static bool SkipRow(ref Utf8JsonReader json)
    {
        json.Skip();
        return true;
    }

    private static Entitlement? Implied(string id) => string.Equals(id, Entitlement.DefaultId, StringComparison.Ordinal) ? Entitlement.Default : null;

    private Task<EntitlementRow?> EntitlementRowAsync(string business, string id, CancellationToken cancellationToken) =>
        directory.GetAsync(business, EntitlementRow.Key(id), EntitlementRow.Read, [], cancellationToken);
}
