using System.Globalization;
using System.Text.Json;
using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Api.Entries;

/// <summary>Reads commands from a body: one object, or <c>{"commands": [...]}</c>.</summary>
internal static class CommandParsing
{
    private const string Types = "grant, apply";
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
    public static (IReadOnlyList<Command> Commands, IReadOnlyList<FieldProblem> Problems) Parse(JsonElement body, Unit unit)
    {
        var problems = new List<FieldProblem>();
        var commands = new List<Command>();
        if (!body.TryGetProperty(List, out var list))
        {
            Add(body, "", unit, commands, problems);
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
            Add(command, Path(at++), unit, commands, problems);
        }

        return (commands, problems);
    }

    private static string Path(int at) => string.Create(CultureInfo.InvariantCulture, $"{List}[{at}]");

    private static void Add(JsonElement element, string path, Unit unit, List<Command> commands, List<FieldProblem> problems)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new(path, $"{path} must be an object."));
            return;
        }

        var fields = new CommandFields(path, unit);
        var command = element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString() switch
            {
                "grant" => fields.Grant(element),
                "apply" => fields.Apply(element),
                var other => fields.Refuse("type", $"type is '{Problem.Shown(other!)}'; allowed are {Types}."),
            }
            : fields.Refuse("type", $"type is missing; allowed are {Types}.");
        if (command is not null && CommandRules.Broken(command) is { } broken)
        {
            fields.Refuse(broken.Field!, broken.Detail);
        }

        problems.AddRange(fields.Problems);
        if (command is not null)
        {
            commands.Add(command);
        }
    }
}
