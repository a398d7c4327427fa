using System.Globalization;
using System.Text.Json;
using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Api.Entries;

/// <summary>Reads commands from a body: one object, or <c>{"commands": [...]}</c>.</summary>
internal static class CommandParsing
{
    /// <summary>All commands there are.</summary>
    public const string Types = "grant, apply, reserve, capture, release, void, expire, reverse, amend, settle_overage";

    /// <summary>The body of each.</summary>
    public static readonly IReadOnlyList<Type> Bodies =
    [
        typeof(GrantBody), typeof(ApplyBody), typeof(ReserveBody), typeof(CaptureBody), typeof(ReleaseBody), typeof(VoidBody), typeof(ExpireBody), typeof(ReverseBody),
        typeof(AmendBody), typeof(SettleOverageBody),
    ];

    private const string List = "commands";

    /// <summary>Does the body hold a list of commands, rather than one?</summary>
    public static bool IsList(JsonElement body) => body.TryGetProperty(List, out _);

    /// <summary>Where a field stands in the body; <paramref name="at"/> is its command's place in the list, null where there is no list.</summary>
    public static string? Field(int? at, string? field) => (at, field) switch
    {
        ({ } place, { } name) => $"{Path(place)}.{name}",
        ({ } place, null) => Path(place),
        _ => field,
    };

    /// <summary>The commands, or everything that is wrong with them.</summary>
    public static (IReadOnlyList<Command> Commands, IReadOnlyList<FieldProblem> Problems) Parse(JsonElement body, AccountPath account)
    {
        var problems = new List<FieldProblem>();
        var commands = new List<Command>();
        if (!body.TryGetProperty(List, out var list))
        {
            Add(body, "", account, commands, problems);
            return (commands, problems);
        }

        problems.AddRange(body.EnumerateObject().Where(field => field.Name != List)
            .Select(field => new FieldProblem(field.Name, $"Unknown field '{field.Name}' beside 'commands'.")));
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > Limits.CommandsPerRequest)
        {
            problems.Add(new(List, $"{List} must be an array of 1 to {Limits.CommandsPerRequest} commands."));
            return ([], problems);
        }

        var at = 0;
        foreach (var command in list.EnumerateArray())
        {
            Add(command, Path(at++), account, commands, problems);
        }

        return (commands, problems);
    }

    private static string Path(int at) => string.Create(CultureInfo.InvariantCulture, $"{List}[{at}]");

    private static void Add(JsonElement element, string path, AccountPath account, List<Command> commands, List<FieldProblem> problems)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new(path, $"{path} must be an object."));
            return;
        }

        var fields = new CommandFields(path, account);
        if (fields.Read(element) is { } command)
        {
            commands.Add(command);
        }

        problems.AddRange(fields.Problems);
    }
}
