using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Reports;

public sealed class BadReportTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    [Theory]
    [InlineData("limit=0", "invalid_request limit")]
    [InlineData("limit=10001", "invalid_request limit")]
    [InlineData("limit=abc", "invalid_request limit")]
    [InlineData("limit=", "invalid_request limit")]
    [InlineData("offset=-1", "invalid_request offset")]
    [InlineData("offset=1e3", "invalid_request offset")]
    [InlineData("offset=2", "offset_past_end offset")]
    [InlineData("page=3&page_size=1", "offset_past_end page")]
    [InlineData("page=0", "invalid_request page")]
    [InlineData("page_size=10001", "invalid_request page_size")]
    [InlineData("page=1&limit=1", "contradictory_parameters page")]
    [InlineData("page=9007199254740991&page_size=10000", "invalid_request page")]
    [InlineData("sort=colour", "unknown_column sort")]
    [InlineData("sort=", "invalid_request sort")]
    [InlineData("sort=--unit", "unknown_column sort")]
    [InlineData("sort=unit,-unit", "invalid_request sort")]
    [InlineData("columns=colour", "unknown_column columns")]
    [InlineData("columns=unit,unit", "invalid_request columns")]
    [InlineData("columns=unit,", "invalid_request columns")]
    [InlineData("customer=a%2Fb", "invalid_request customer")]
    [InlineData("unit=%00", "invalid_request unit")]
    [InlineData("created_at_gte=yesterday", "invalid_request created_at_gte")]
    [InlineData("created_at_lte=2026-13-01T00:00:00Z", "invalid_request created_at_lte")]
    [InlineData("created_at_gte=2026-11-22T00:00:00Z&created_at_lte=2026-11-21T00:00:00Z", "contradictory_parameters created_at_gte")]
    [InlineData("available_gte=2&available_lt=1", "contradictory_parameters available_gte")]
    [InlineData("available_gte=1e3", "invalid_request available_gte")]
    [InlineData("timeframe=tomorrow", "invalid_request timeframe")]
    [InlineData("q=", "invalid_request q")]
    [InlineData("id_gt=-1", "invalid_request id_gt")]
    [InlineData("snapshot=newest", "invalid_request snapshot")]
    [InlineData("cursor=rubbish", "cursor_invalid cursor")]
    [InlineData("format=xml", "invalid_request format")]
    [InlineData("format=csv&format=json", "invalid_request format")]
    [InlineData("type=grant", "invalid_request type")]
    [InlineData("colour=red", "invalid_request colour")]
    [InlineData("flag", "invalid_request flag")]
    [InlineData("as_of=2026-11-21T00:00:00Z", "invalid_request as_of")]
    public async Task Data_BadQuery_NamesTheParameter(string query, string problem) =>
        Assert.Equal($"400 {problem}", (await shared.App.GetAsync($"/api/reports/credit-balances/data?{query}")).Problem);

    [Theory]
    [InlineData("nope/data", "404 report_not_found report")]
    [InlineData("Credit-Balances/data", "404 report_not_found report")]
    [InlineData("nope/snapshots", "404 report_not_found report")]
    [InlineData("nope/snapshots/20261121T020000Z", "404 report_not_found report")]
    [InlineData("nope/snapshots/20261121T020000Z/a.csv", "404 report_not_found report")]
    [InlineData("credit-balances/snapshots/yesterday", "400 invalid_request snapshot")]
    [InlineData("credit-balances/snapshots/20261321T020000Z", "400 invalid_request snapshot")]
    [InlineData("credit-balances/snapshots/19691231T235959Z", "400 invalid_request snapshot")]
    [InlineData("credit-balances/snapshots/20200101T000000Z", "404 snapshot_not_found snapshot")]
    [InlineData("credit-balances/snapshots/20200101T000000Z/credit-balances.csv", "404 snapshot_not_found snapshot")]
    public async Task Get_WhatIsNotThere_NamesIt(string path, string problem) =>
        Assert.Equal(problem, (await shared.App.GetAsync($"/api/reports/{path}")).Problem);

    [Theory]
    [InlineData("mode=quick", "400 invalid_request mode")]
    [InlineData("mode=", "400 invalid_request mode")]
    [InlineData("mode=full&mode=full", "400 invalid_request mode")]
    [InlineData("fast=true", "400 invalid_request fast")]
    public async Task Run_BadQuery_NamesTheParameter(string query, string problem) =>
        Assert.Equal(problem, (await shared.App.PostAsync($"/api/reports/credit-balances/snapshots?{query}", null)).Problem);

    [Fact]
    public async Task Run_UnknownReport_Is404() =>
        Assert.Equal("404 report_not_found report", (await shared.App.PostAsync("/api/reports/nope/snapshots", null)).Problem);
}
