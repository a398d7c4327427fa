using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Standin;

/// <summary>
/// Finds the function of a request. Templates mean what they mean in ASP.NET Core, but the first that matches is taken, in the order of the functions' names, and not the most precise.
/// </summary>
internal sealed class RouteTable(string prefix, IEnumerable<HostFunction> functions)
{
    private static readonly IInlineConstraintResolver Constraints = new ServiceCollection().AddLogging().AddRouting().BuildServiceProvider().GetRequiredService<IInlineConstraintResolver>();

    private readonly List<(HostFunction Function, TemplateMatcher Template, IReadOnlyList<(string Name, IRouteConstraint Constraint)> Constraints)> routes =
        [.. functions.Select(function => Of(function, prefix))];

    /// <summary>The first function that matches; null: none does.</summary>
    public HostFunction? Match(string method, string path)
    {
        foreach (var (function, template, constraints) in routes)
        {
            var values = new RouteValueDictionary();
            if ((function.Methods.Count == 0 || function.Methods.Contains(method, StringComparer.OrdinalIgnoreCase)) && template.TryMatch(path, values)
                && constraints.All(one => values[one.Name] is null || one.Constraint.Match(null, null, one.Name, values, RouteDirection.IncomingRequest)))
            {
                return function;
            }
        }

        return null;
    }

    private static (HostFunction Function, TemplateMatcher Template, IReadOnlyList<(string Name, IRouteConstraint Constraint)> Constraints) Of(HostFunction function, string prefix)
    {
        var template = TemplateParser.Parse(prefix.Length > 0 ? $"{prefix}/{function.Route}" : function.Route);
        return (
            function, new(template, []),
            [.. template.Parameters.SelectMany(parameter => parameter.InlineConstraints.Select(constraint => (parameter.Name!, Constraints.ResolveConstraint(constraint.Constraint)!)))]);
    }
}
