namespace CreditFunctions.Reports.Tests;

public sealed class BadQueryTests
{
    private const string BalanceColumns =
        "customer_id, customer_number, customer_name, customer_email, entitlement, unit, granted, pending, available, reserved, applied, expired, voided, " +
        "overage, created_at, updated_at";

    private const string BalanceParameters =
        "columns, sort, customer, entitlement, unit, created_at_gte, created_at_lte, limit, offset, page, page_size, format";

    private const string Ids = "one or more ids, each 1 to 64 of the characters A-Z a-z 0-9 _ . : -";
    private const string Time = "an RFC 3339 date-time from 1970 on, such as 2026-11-21T02:00:00Z, with at most six decimals of a second";

    [Theory]
    [InlineData("colums=a", "colums: credit-balances has no such parameter. Allowed: " + BalanceParameters + ".")]
    [InlineData("type=grant", "type: credit-balances has no such parameter. Allowed: " + BalanceParameters + ".")]
    [InlineData("Limit=1", "Limit: credit-balances has no such parameter. Allowed: " + BalanceParameters + ".")]
    [InlineData("columns=customer", "columns: 'customer' is not a column of credit-balances. Allowed: " + BalanceColumns + ".")]
    [InlineData("columns=memo", "columns: 'memo' is not a column of credit-balances. Allowed: " + BalanceColumns + ".")]
    [InlineData("columns=-unit", "columns: '-unit' is not a column of credit-balances. Allowed: " + BalanceColumns + ".")]
    [InlineData("columns=", "columns: the value is empty. Allowed: " + BalanceColumns + ".")]
    [InlineData("columns=unit,,granted", "columns: a value of 'unit,,granted' is empty. Allowed: " + BalanceColumns + ".")]
    [InlineData("columns=unit,granted,unit", "columns: 'unit' is named twice. Allowed: each column once.")]
    [InlineData("columns=unit&columns=unit", "columns: 'unit' is named twice. Allowed: each column once.")]
    [InlineData("sort=size", "sort: 'size' is not a column of credit-balances. Allowed: " + BalanceColumns + "; each may have - before it for descending.")]
    [InlineData("sort=--unit", "sort: '-unit' is not a column of credit-balances. Allowed: " + BalanceColumns + "; each may have - before it for descending.")]
    [InlineData("sort=-", "sort: '' is not a column of credit-balances. Allowed: " + BalanceColumns + "; each may have - before it for descending.")]
    [InlineData("sort=", "sort: the value is empty. Allowed: " + BalanceColumns + "; each may have - before it for descending.")]
    [InlineData("sort=unit,-unit", "sort: 'unit' is a key twice. Allowed: each column once, ascending or descending.")]
    [InlineData("customer=", "customer: the value is empty. Allowed: " + Ids + ".")]
    [InlineData("customer=a b", "customer: 'a b' is not an id. Allowed: " + Ids + ".")]
    [InlineData("entitlement=a/b", "entitlement: 'a/b' is not an id. Allowed: " + Ids + ".")]
    [InlineData("unit=€", "unit: '€' is not an id. Allowed: " + Ids + ".")]
    [InlineData("created_at_gte=yesterday", "created_at_gte: 'yesterday' is not such a time. Allowed: " + Time + ".")]
    [InlineData("created_at_gte=2026-02-30T00:00:00Z", "created_at_gte: '2026-02-30T00:00:00Z' is not such a time. Allowed: " + Time + ".")]
    [InlineData("created_at_lte=2026-11-21", "created_at_lte: '2026-11-21' is not such a time. Allowed: " + Time + ".")]
    [InlineData("created_at_lte=", "created_at_lte: the value is empty. Allowed: " + Time + ".")]
    [InlineData(
        "created_at_lte=2026-11-21T02:00:00 02:00",
        "created_at_lte: '2026-11-21T02:00:00 02:00' is not such a time. Allowed: " + Time + "; the + of an offset is written %2B.")]
    [InlineData(
        "created_at_gte=2026-11-22T00:00:00Z&created_at_lte=2026-11-21T00:00:00Z",
        "created_at_gte: '2026-11-22T00:00:00Z' is after created_at_lte, so that no row can match. Allowed: a time not after created_at_lte, '2026-11-21T00:00:00Z'.")]
    [InlineData("limit=0", "limit: '0' is below 1. Allowed: an integer from 1 to 10000.")]
    [InlineData("limit=10001", "limit: '10001' is above 10000. Allowed: an integer from 1 to 10000.")]
    [InlineData("limit=abc", "limit: 'abc' is not an integer. Allowed: an integer from 1 to 10000.")]
    [InlineData("limit=1.5", "limit: '1.5' is not an integer. Allowed: an integer from 1 to 10000.")]
    [InlineData("limit= 5", "limit: ' 5' is not an integer. Allowed: an integer from 1 to 10000.")]
    [InlineData("limit=-", "limit: '-' is not an integer. Allowed: an integer from 1 to 10000.")]
    [InlineData("limit=+5", "limit: '+5' is not an integer. Allowed: an integer from 1 to 10000.")]
    [InlineData("limit=٣", "limit: '٣' is not an integer. Allowed: an integer from 1 to 10000.")]
    [InlineData("limit=", "limit: the value is empty. Allowed: an integer from 1 to 10000.")]
    [InlineData("limit=5&limit=6", "limit: '5,6' is not an integer. Allowed: an integer from 1 to 10000.")]
    [InlineData("offset=-1", "offset: '-1' is below 0. Allowed: an integer from 0 to 2147483647.")]
    [InlineData("offset=2147483648", "offset: '2147483648' is above 2147483647. Allowed: an integer from 0 to 2147483647.")]
    [InlineData("offset=99999999999999999999", "offset: '99999999999999999999' is above 2147483647. Allowed: an integer from 0 to 2147483647.")]
    [InlineData("offset=-99999999999999999999", "offset: '-99999999999999999999' is below 0. Allowed: an integer from 0 to 2147483647.")]
    [InlineData("page=0", "page: '0' is below 1. Allowed: an integer from 1 to 2147483647.")]
    [InlineData("page_size=0", "page_size: '0' is below 1. Allowed: an integer from 1 to 10000.")]
    [InlineData("page_size=10001", "page_size: '10001' is above 10000. Allowed: an integer from 1 to 10000.")]
    [InlineData("page=2147483647", "page: page 2147483647 of 100 rows begins after row 2147483647. Allowed: an integer from 1 to 21474837.")]
    [InlineData("page=2&offset=5", "page: it is given together with offset. Allowed: either limit and offset, or page and page_size.")]
    [InlineData("limit=2&offset=5&page_size=5", "page_size: it is given together with limit and offset. Allowed: either limit and offset, or page and page_size.")]
    [InlineData("format=xml", "format: 'xml' is not a format. Allowed: json, csv.")]
    [InlineData("format=CSV", "format: 'CSV' is not a format. Allowed: json, csv.")]
    [InlineData("format=json,csv", "format: 'json,csv' is not a format. Allowed: json, csv.")]
    [InlineData("format=", "format: the value is empty. Allowed: json, csv.")]
    public void Parse_BadParameter_SaysWhatIsWrongAndAllowed(string query, string problem)
    {
        Assert.False(QueryText.TryParse(CreditBalances.Definition, query, out _, out var problems));
        Assert.Equal(problem, Assert.Single(problems).ToString());
    }

    [Fact]
    public void Parse_ManyBadParameters_ReportsAllAtOnce()
    {
        Assert.False(QueryText.TryParse(CustomerCredits.Definition, "limit=0&columns=a,memo,memo&sort=b&type=&x=1&created_at_gte=now&format=pdf", out var query, out var problems));
        Assert.Null(query);
        Assert.Equal(["columns", "columns", "created_at_gte", "format", "limit", "sort", "type", "x"], problems.Select(problem => problem.Parameter).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Parse_LongValue_IsCutInTheProblem()
    {
        Assert.False(QueryText.TryParse(CreditBalances.Definition, "customer=" + new string('é', 5000), out _, out var problems));
        Assert.Equal($"'{new string('é', 64)}…' is not an id", Assert.Single(problems).Wrong);
    }

    [Fact]
    public void Parse_MoreValuesThanAListMayHave_IsOneProblem()
    {
        var ids = string.Join(',', Enumerable.Range(0, ReportQuery.MaxListValues + 1));
        Assert.False(QueryText.TryParse(CreditBalances.Definition, "customer=" + ids, out _, out var problems));
        Assert.Equal("customer: 1001 values are given. Allowed: at most 1000 values.", Assert.Single(problems).ToString());
    }
}
