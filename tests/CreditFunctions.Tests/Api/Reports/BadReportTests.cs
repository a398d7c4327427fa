using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Reports;

public sealed class BadReportTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=10001", "limit")]
    [InlineData("limit=abc", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("offset=-1", "offset")]
    [InlineData("offset=1e3", "offset")]
    [InlineData("page=0", "page")]
    [InlineData("page_size=10001", "page_size")]
    [InlineData("page=1&limit=1", "page")]
    [InlineData("page=2147483647&page_size=10000", "page")]
    [InlineData("sort=colour", "sort")]
    [InlineData("sort=", "sort")]
    [InlineData("sort=--unit", "sort")]
    [InlineData("sort=unit,-unit", "sort")]
    [InlineData("columns=colour", "columns")]
    [InlineData("columns=unit,unit", "columns")]
    [InlineData("columns=unit,", "columns")]
    [InlineData("customer=a%2Fb", "customer")]
    [InlineData("unit=%00", "unit")]
    [InlineData("created_at_gte=yesterday", "created_at_gte")]
    [InlineData("created_at_lte=2026-13-01T00:00:00Z", "created_at_lte")]
    [InlineData("created_at_gte=2026-11-22T00:00:00Z&created_at_lte=2026-11-21T00:00:00Z", "created_at_gte")]
    [InlineData("format=xml", "format")]
    [InlineData("format=csv&format=json", "format")]
    [InlineData("type=grant", "type")]
    [InlineData("colour=red", "colour")]
    [InlineData("flag", "flag")]
    [InlineData("as_of=2026-11-21T00:00:00Z", "as_of")]
    public async Task Data_BadQuery_NamesTheParameter(string query, string field) =>
        Assert.Equal($"400 invalid_request {field}", (await shared.App.GetAsync($"/api/reports/credit-balances/data?{query}")).Problem);

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

    [Fact]
    public async Task Run_UnknownReport_Is404() =>
        Assert.Equal("404 report_not_found report", (await shared.App.PostAsync("/api/reports/nope/snapshots", null)).Problem);
}
