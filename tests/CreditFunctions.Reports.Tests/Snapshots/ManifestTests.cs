using System.Text;

namespace CreditFunctions.Reports.Tests;

public sealed class ManifestTests
{
    [Fact]
    public async Task Read_WhatWasWritten_IsTheSame()
    {
        var manifest = await SampleAsync();
        var read = ManifestJson.Read(ManifestJson.Write(manifest));
        Assert.Equal(ManifestJson.Write(manifest), ManifestJson.Write(read));
        Assert.Equal(manifest.Files, read.Files);
        Assert.Equal(manifest.Shards, read.Shards);
        Assert.Equal("12.50", read.Totals["USD"]["available"]);
    }

    [Fact]
    public async Task Write_Manifest_IsExactlyThis()
    {
        var manifest = (await SampleAsync()) with { Totals = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal) };
        Assert.Equal(
            $$"""
            {
              "schema_version": 1,
              "report": "credit-balances",
              "business": "acme",
              "snapshot": "20261121T120000Z",
              "as_of": "2026-11-21T12:00:00Z",
              "started_at": "2026-11-21T12:00:10Z",
              "finished_at": "2026-11-21T12:00:11.500000Z",
              "attempt": "1",
              "rows": 1,
              "totals": {},
              "files": [
                {
                  "name": "credit-balances.json",
                  "bytes": {{manifest.Files[0].Bytes}},
                  "sha256": "{{manifest.Files[0].Sha256}}",
                  "content_type": "application/json"
                }
              ],
              "shards": [
                {
                  "shard": "0f",
                  "accounts": 3,
                  "digest": "{{new string('a', 64)}}"
                }
              ],
              "policy": "Names and email addresses of customers are as of the scan, not as of as_of; all amounts are exact as of as_of."
            }
            """,
            Encoding.UTF8.GetString(ManifestJson.Write(manifest)));
    }

    [Theory]
    [InlineData("\"schema_version\": 1", "\"schema_version\": 2, \"new\": {}", "manifest.json: has schema_version 2; this program reads 1.")]
    [InlineData("\"schema_version\": 1,", "", "manifest.json: has schema_version none; this program reads 1.")]
    [InlineData("\"rows\": 1,", "", "manifest.json: is not a manifest: *")]
    [InlineData("\"rows\": 1", "\"rows\": 1, \"extra\": 1", "manifest.json: is not a manifest: *")]
    [InlineData("\"rows\": 1", "\"rows\": 1, \"rows\": 1", "manifest.json: is not a manifest: *")]
    [InlineData("\"rows\": 1", "\"rows\": \"1\"", "manifest.json: is not a manifest: *")]
    [InlineData("\"acme\"", "null", "manifest.json: is not a manifest: *")]
    [InlineData("20261121T120000Z", "20261121T120000", "manifest.json: is not a manifest: *")]
    [InlineData("2026-11-21T12:00:10Z", "soon", "manifest.json: is not a manifest: *")]
    [InlineData("\"policy\"", "policy", "manifest.json: is not a manifest: *")]
    public async Task Read_OtherThanTheSchema_IsRefused(string written, string instead, string problem)
    {
        var json = Encoding.UTF8.GetString(ManifestJson.Write(await SampleAsync())).Replace(written, instead, StringComparison.Ordinal);
        var message = Assert.Throws<SnapshotException>(() => ManifestJson.Read(Encoding.UTF8.GetBytes(json))).Message;
        Assert.StartsWith(problem.TrimEnd('*'), message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    public void Read_NoObject_IsRefused(string json) => Assert.Throws<SnapshotException>(() => ManifestJson.Read(Encoding.UTF8.GetBytes(json)));

    private static async Task<Manifest> SampleAsync() => (await SnapshotSample.OfAsync(SampleRows.Packed(SampleRows.Balance()))).Manifest;
}
