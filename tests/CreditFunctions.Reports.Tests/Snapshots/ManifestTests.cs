using System.Text;

namespace CreditFunctions.Reports.Tests;

public sealed class ManifestTests
{
    [Fact]
    public async Task Read_WhatWasWritten_IsTheSame()
    {
        var manifest = Sample();
        var read = ManifestJson.Read(ManifestJson.Write(manifest));
        Assert.Equal(ManifestJson.Write(manifest), ManifestJson.Write(read));
        Assert.Equal(manifest.Files, read.Files);
        Assert.Equal(manifest.Shards, read.Shards);
        Assert.Equal(manifest.Pages, read.Pages);
        Assert.Equal(manifest.RollForward, read.RollForward);
        Assert.Equal("12.50", read.Totals["USD"]["available"]);
    }

    [Fact]
    public async Task Write_Manifest_IsExactlyThis()
    {
        var manifest = Sample() with { Totals = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal) };
        Assert.Equal(
            $$"""
            {
              "schema_version": 2,
              "report": "credit-balances",
              "business": "acme",
              "snapshot": "20261121T120000Z",
              "as_of": "2026-11-21T12:00:00Z",
              "started_at": "2026-11-21T12:00:10Z",
              "finished_at": "2026-11-21T12:00:11.500000Z",
              "mode": "incremental",
              "base": "20261120T120000Z",
              "full_as_of": "2026-11-18T12:00:00Z",
              "attempt": "1",
              "rows": 1,
              "totals": {},
              "roll_forward": {
                "USD": {
                  "opening": "1.00",
                  "granted": "12.50",
                  "applied": "1.00",
                  "reversed": "0.50",
                  "expired": "0.25",
                  "voided": "0.25",
                  "closing": "12.50"
                }
              },
              "files": [
                {
                  "name": "credit-balances.json",
                  "bytes": {{manifest.Files[0].Bytes}},
                  "sha256": "{{manifest.Files[0].Sha256}}",
                  "content_type": "application/json"
                }
              ],
              "pages": [
                {
                  "column": "customer_id",
                  "file": {
                    "name": "credit-balances.by-customer_id.rows",
                    "id": 7,
                    "rows": 1,
                    "index_offset": 100,
                    "bytes": 140
                  }
                }
              ],
              "shards": [
                {
                  "shard": "0f",
                  "accounts": 3,
                  "digest": "{{new string('a', 64)}}"
                }
              ],
              "rows_read": 12,
              "requests_made": 5,
              "policy": "Names and email addresses of customers are as of the scan, not as of as_of; all amounts are exact as of as_of."
            }
            """,
            Encoding.UTF8.GetString(ManifestJson.Write(manifest)));
    }

    [Theory]
    [InlineData("\"schema_version\": 2", "\"schema_version\": 3, \"new\": {}", "manifest.json: has schema_version 3; this program reads 2.")]
    [InlineData("\"schema_version\": 2", "\"schema_version\": 1", "manifest.json: has schema_version 1; this program reads 2.")]
    [InlineData("\"schema_version\": 2,", "", "manifest.json: has schema_version none; this program reads 2.")]
    [InlineData("\"rows_read\": 12,", "", "manifest.json: cannot be read: *")]
    [InlineData("\"rows_read\": 12", "\"rows_read\": 12, \"extra\": 1", "manifest.json: cannot be read: *")]
    [InlineData("\"rows_read\": 12", "\"rows_read\": 12, \"rows_read\": 12", "manifest.json: cannot be read: *")]
    [InlineData("\"rows_read\": 12", "\"rows_read\": \"12\"", "manifest.json: cannot be read: *")]
    [InlineData("\"acme\"", "null", "manifest.json: cannot be read: *")]
    [InlineData("20261121T120000Z", "20261121T120000", "manifest.json: cannot be read: *")]
    [InlineData("20261120T120000Z", "yesterday", "manifest.json: cannot be read: *")]
    [InlineData("2026-11-21T12:00:10Z", "soon", "manifest.json: cannot be read: *")]
    [InlineData("\"incremental\"", "\"Incremental\"", "manifest.json: cannot be read: *")]
    [InlineData("\"incremental\"", "1", "manifest.json: cannot be read: *")]
    [InlineData("\"index_offset\": 100,", "", "manifest.json: cannot be read: *")]
    [InlineData("\"opening\": \"1.00\",", "", "manifest.json: cannot be read: *")]
    [InlineData("\"policy\"", "policy", "manifest.json: cannot be read: *")]
    public async Task Read_OtherThanTheSchema_IsRefused(string written, string instead, string problem)
    {
        var json = Encoding.UTF8.GetString(ManifestJson.Write(Sample())).Replace(written, instead, StringComparison.Ordinal);
        var message = Assert.Throws<SnapshotException>(() => ManifestJson.Read(Encoding.UTF8.GetBytes(json))).Message;
        Assert.StartsWith(problem.TrimEnd('*'), message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    public void Read_NoObject_IsRefused(string json) => Assert.Throws<SnapshotException>(() => ManifestJson.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public async Task Read_FullRunAndCompressedFile_IsTheSame()
    {
        var manifest = Sample();
        manifest = manifest with { Mode = SnapshotMode.Full, Base = null, Files = [manifest.Files[0] with { ContentEncoding = SnapshotFile.Gzip }] };
        var read = ManifestJson.Read(ManifestJson.Write(manifest));
        Assert.Equal((SnapshotMode.Full, null, SnapshotFile.Gzip), (read.Mode, read.Base, read.Files[0].ContentEncoding));
    }

    [Fact]
    public async Task Latest_OfAManifest_IsExactlyThis() =>
        Assert.Equal(
            """
            {
              "schema_version": 2,
              "snapshot": "20261121T120000Z",
              "as_of": "2026-11-21T12:00:00Z",
              "attempt": "1",
              "rows": 1,
              "pages": [
                {
                  "column": "customer_id",
                  "file": {
                    "name": "credit-balances.by-customer_id.rows",
                    "id": 7,
                    "rows": 1,
                    "index_offset": 100,
                    "bytes": 140
                  }
                }
              ]
            }
            """,
            Encoding.UTF8.GetString(ManifestJson.Write(LatestSnapshot.Of(Sample()))));

    [Fact]
    public async Task ReadLatest_WhatWasWritten_IsTheSame()
    {
        var latest = LatestSnapshot.Of(Sample());
        var read = ManifestJson.ReadLatest(ManifestJson.Write(latest));
        Assert.Equal(latest.Pages, read.Pages);
        Assert.Equal(latest, read with { Pages = latest.Pages });
    }

    [Theory]
    [InlineData("{\"snapshot\":\"20261121T120000Z\",\"as_of\":\"2026-11-21T12:00:00Z\"}", "latest.json: has schema_version none; this program reads 2.")]
    [InlineData("{\"schema_version\":3}", "latest.json: has schema_version 3; this program reads 2.")]
    [InlineData("{\"schema_version\":2,\"snapshot\":\"20261121T120000Z\"}", "latest.json: cannot be read: *")]
    [InlineData("{", "latest.json: cannot be read: *")]
    public void ReadLatest_OtherThanTheSchema_IsRefused(string json, string problem) =>
        Assert.StartsWith(problem.TrimEnd('*'), Assert.Throws<SnapshotException>(() => ManifestJson.ReadLatest(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    private static Manifest Sample()
    {
        var totals = new TotalsByUnit(CreditBalances.Definition);
        totals.Add(SampleRows.Batch(SampleRows.Balance()));
        return SnapshotSample.ManifestOf(
            CreditBalances.Definition, 1, [new("credit-balances.json", 400, new string('a', 64), ReportContentTypes.Json)], totals.ToDictionary());
    }
}
