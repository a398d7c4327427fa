namespace CreditFunctions.Reports.Tests;

public sealed class BadQueryTests
{
    private const string BalanceColumns =
        "customer_id, customer_number, customer_name, customer_email, entitlement, unit, granted, pending, available, reserved, applied, expired, voided, " +
        "overage, created_at, updated_at";

    private const string BalanceParameters =
        "columns, sort, customer, entitlement, unit, q, timeframe, id_gt, granted_gte, granted_gt, granted_lte, granted_lt, pending_gte, pending_gt, pending_lte, pending_lt, " +
        "available_gte, available_gt, available_lte, available_lt, reserved_gte, reserved_gt, reserved_lte, reserved_lt, applied_gte, applied_gt, applied_lte, applied_lt, " +
        "expired_gte, expired_gt, expired_lte, expired_lt, voided_gte, voided_gt, voided_lte, voided_lt, overage_gte, overage_gt, overage_lte, overage_lt, " +
        "created_at_gte, created_at_gt, created_at_lte, created_at_lt, updated_at_gte, updated_at_gt, updated_at_lte, updated_at_lt, " +
        "snapshot, limit, offset, page, page_size, cursor, format";

    private const string Ids = "one or more ids, each 1 to 64 of the characters A-Z a-z 0-9 _ . : -";
    private const string Amount = "a plain decimal such as -12.50, with at most 19 digits before the point and 10 after it";
    private const string Cursor = "a cursor as an answer of this report gave it, with the same sort and filters";
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
        "created_at_gte: no value is within it and created_at_lte, so that no row can match. Allowed: bounds that leave something between created_at_gte and created_at_lte.")]
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
    [InlineData("offset=-1", "offset: '-1' is below 0. Allowed: an integer from 0 to 9007199254740991.")]
    [InlineData("offset=9007199254740992", "offset: '9007199254740992' is above 9007199254740991. Allowed: an integer from 0 to 9007199254740991.")]
    [InlineData("offset=99999999999999999999", "offset: '99999999999999999999' is above 9007199254740991. Allowed: an integer from 0 to 9007199254740991.")]
    [InlineData("offset=-99999999999999999999", "offset: '-99999999999999999999' is below 0. Allowed: an integer from 0 to 9007199254740991.")]
    [InlineData("page=0", "page: '0' is below 1. Allowed: an integer from 1 to 9007199254740991.")]
    [InlineData("page_size=0", "page_size: '0' is below 1. Allowed: an integer from 1 to 10000.")]
    [InlineData("page_size=10001", "page_size: '10001' is above 10000. Allowed: an integer from 1 to 10000.")]
    [InlineData("page=9007199254740991", "page: page 9007199254740991 of 100 rows begins after row 9007199254740991. Allowed: an integer from 1 to 90071992547410.")]
    [InlineData("page=2&offset=5", "page: it is given together with offset. Allowed: either limit and offset, or page and page_size, or limit and cursor.")]
    [InlineData("limit=2&offset=5&page_size=5", "page_size: it is given together with limit and offset. Allowed: either limit and offset, or page and page_size, or limit and cursor.")]
    [InlineData("page=2&cursor=x", "page: it is given together with cursor. Allowed: either limit and offset, or page and page_size, or limit and cursor.", "cursor: 'x' is not a cursor. Allowed: " + Cursor + ".")]
    [InlineData("offset=2&cursor=x", "cursor: it is given together with offset. Allowed: either limit and offset, or page and page_size, or limit and cursor.", "cursor: 'x' is not a cursor. Allowed: " + Cursor + ".")]
    [InlineData("cursor=", "cursor: the value is empty. Allowed: " + Cursor + ".")]
    [InlineData("snapshot=", "snapshot: the value is empty. Allowed: latest, or a snapshot's id such as 20261121T020000Z.")]
    [InlineData("snapshot=yesterday", "snapshot: 'yesterday' is not a snapshot's id. Allowed: latest, or a snapshot's id such as 20261121T020000Z.")]
    [InlineData("q=", "q: the value is empty. Allowed: a text of 1 to 100 characters.")]
    [InlineData("timeframe=tomorrow", "timeframe: 'tomorrow' is not a timeframe. Allowed: " + Timeframe.Rule + ".")]
    [InlineData(
        "timeframe=today&created_at_gt=2026-11-21T00:00:00Z&created_at_lte=2026-11-22T00:00:00Z",
        "timeframe: it is given together with created_at_gt and created_at_lte. Allowed: either timeframe, or bounds of created_at.")]
    [InlineData("id_gt=-1", "id_gt: '-1' is below 0. Allowed: an integer from 0 to 9007199254740991.")]
    [InlineData("id_gt=c1", "id_gt: 'c1' is not an integer. Allowed: an integer from 0 to 9007199254740991.")]
    [InlineData("available_gte=1e3", "available_gte: '1e3' is not such an amount. Allowed: " + Amount + ".")]
    [InlineData("available_gte=", "available_gte: the value is empty. Allowed: " + Amount + ".")]
    [InlineData("granted_lt=.5", "granted_lt: '.5' is not such an amount. Allowed: " + Amount + ".")]
    [InlineData("granted_lt=5.", "granted_lt: '5.' is not such an amount. Allowed: " + Amount + ".")]
    [InlineData("granted_lt=0.12345678901", "granted_lt: '0.12345678901' is not such an amount. Allowed: " + Amount + ".")]
    [InlineData("granted_lt=12345678901234567890", "granted_lt: '12345678901234567890' is not such an amount. Allowed: " + Amount + ".")]
    [InlineData("available_gte=5&available_gt=5", "available_gt: it is given together with available_gte. Allowed: either available_gte or available_gt.")]
    [InlineData(
        "available_gt=5&available_lt=5.0000000001",
        "available_gt: no value is within it and available_lt, so that no row can match. Allowed: bounds that leave something between available_gt and available_lt.")]
    [InlineData(
        "updated_at_gte=2026-11-21T00:00:00Z&updated_at_lt=2026-11-21T00:00:00Z",
        "updated_at_gte: no value is within it and updated_at_lt, so that no row can match. Allowed: bounds that leave something between updated_at_gte and updated_at_lt.")]
    [InlineData("format=xml", "format: 'xml' is not a format. Allowed: json, csv, ndjson.")]
    [InlineData("format=CSV", "format: 'CSV' is not a format. Allowed: json, csv, ndjson.")]
    [InlineData("format=json,csv", "format: 'json,csv' is not a format. Allowed: json, csv, ndjson.")]
    [InlineData("format=", "format: the value is empty. Allowed: json, csv, ndjson.")]
    public void Parse_BadParameter_SaysWhatIsWrongAndAllowed(string query, params string[] expected)
    {
        Assert.False(QueryText.TryParse(CreditBalances.Definition, query, out _, out var problems));
        Assert.Equal(expected, problems.Select(problem => problem.ToString()));
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

    [Theory]
    [InlineData("x=1", QueryProblem.UnknownParameter)]
    [InlineData("sort=size", QueryProblem.UnknownColumn)]
    [InlineData("columns=size", QueryProblem.UnknownColumn)]
    [InlineData("limit=0", QueryProblem.InvalidValue)]
    [InlineData("limit=5&page=1", QueryProblem.Contradictory)]
    [InlineData("available_gt=5&available_lt=4", QueryProblem.Contradictory)]
    [InlineData("timeframe=today&created_at_lt=2026-11-21T00:00:00Z", QueryProblem.Contradictory)]
    [InlineData("cursor=x", QueryProblem.CursorInvalid)]
    public void Parse_BadParameter_BearsACode(string query, string code)
    {
        Assert.False(QueryText.TryParse(CreditBalances.Definition, query, out _, out var problems));
        Assert.Equal(code, Assert.Single(problems).Code);
    }

    [Fact]
    public void Parse_TextAboveItsLength_SaysHowLongItIs()
    {
        Assert.False(QueryText.TryParse(CreditBalances.Definition, "q=" + new string('é', 101), out _, out var problems));
        Assert.Equal($"'{new string('é', 64)}…' has 101 characters", Assert.Single(problems).Wrong);
    }

    [Fact]
    public void Parse_MoreValuesThanAListMayHave_IsOneProblem()
    {
        var ids = string.Join(',', Enumerable.Range(0, ReportQuery.MaxListValues + 1));
        Assert.False(QueryText.TryParse(CreditBalances.Definition, "customer=" + ids, out _, out var problems));
        Assert.Equal("customer: 1001 values are given. Allowed: at most 1000 values.", Assert.Single(problems).ToString());
    }
}
