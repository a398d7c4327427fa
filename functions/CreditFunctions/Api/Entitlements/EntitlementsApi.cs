using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Api.Entitlements;

/// <summary>Entitlements: put, get, list.</summary>
internal sealed class EntitlementsApi(DirectoryStore directory, CachedDirectory cached)
{
    /// <summary>GET all.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var all = await directory.EntitlementsAsync(Caller.Of(http).Business.Id, http.RequestAborted);
        return new JsonAnswer<EntitlementsAnswer>(new([.. all.Select(EntitlementAnswer.Of)]), ApiJson.Readable.EntitlementsAnswer);
    }

    /// <summary>GET one.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        if (http.PathId("entitlement", out var id) is { } problem)
        {
            return problem;
        }

        return await directory.EntitlementAsync(Caller.Of(http).Business.Id, id, http.RequestAborted) is { } entitlement
            ? new JsonAnswer<EntitlementAnswer>(EntitlementAnswer.Of(entitlement), ApiJson.Readable.EntitlementAnswer)
            : Problem.NotFound("entitlement_not_found", "entitlement", $"There is no entitlement '{id}'.");
    }

    /// <summary>PUT one: 201 if it is new, 200 if it was there.</summary>
    public async Task<IResult> PutAsync(HttpContext http)
    {
        var business = Caller.Of(http).Business.Id;
        if (http.PathId("entitlement", out var id) is { } badId)
        {
            return badId;
        }

        var (json, unreadable) = await JsonBody.ReadObjectAsync(http.Request, http.RequestAborted);
        if (json is null)
        {
            return unreadable!;
        }

        using (json)
        {
            var (body, problems) = JsonBody.Bind(json.RootElement, ApiJson.Readable.EntitlementBody);
            problems = body is null ? problems : [.. Check(id, body)];
            if (body is null || problems.Count > 0)
            {
                return Problem.Invalid(problems);
            }

            var entitlement = Read(id, body);
            if (await directory.PutEntitlementAsync(business, entitlement, http.RequestAborted) is not { } isNew)
            {
                const string Detail = "The unit and precision of an entitlement never change, since amounts count in them.";
                return new Problem(StatusCodes.Status409Conflict, "unit_immutable", Detail) { Fields = [new("unit", Detail)] };
            }

            cached.ForgetEntitlement(business, id);
            return new JsonAnswer<EntitlementAnswer>(
                EntitlementAnswer.Of(entitlement), ApiJson.Readable.EntitlementAnswer, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        }
    }

    private static Entitlement Read(string id, EntitlementBody body) =>
        new(id, body.Name, UnitOf(body), SnakeCase.TryParse<DrawOrder>(body.DrawOrder ?? "", out var order) ? order : DrawOrder.Standard)
        {
            Overage = SnakeCase.TryParse<OverageOnGrant>(body.Overage ?? "", out var overage) ? overage : null,
            OverageLimit = body.OverageLimit,
            ExpiresAfterDays = body.ExpiresAfterDays,
        };

    private static Unit? UnitOf(EntitlementBody body) =>
        body.Unit is not { } code ? null
        : Unit.TryGetCurrency(code, out var currency) ? currency
        : new Unit(code, body.Precision ?? 0);

    private static IEnumerable<FieldProblem> Check(string id, EntitlementBody body)
    {
        var isDefault = string.Equals(id, Entitlement.DefaultId, StringComparison.Ordinal);
        if (body.Name?.Length > Entitlement.MaxNameLength)
        {
            yield return new("name", $"name has {body.Name.Length} characters; at most {Entitlement.MaxNameLength} are allowed.");
        }

        if (isDefault ? body.Unit is not null : body.Unit is null || !Id.IsValid(body.Unit))
        {
            yield return new("unit", isDefault
                ? "unit must be left out: 'default' admits every currency of ISO 4217."
                : $"unit must be a currency of ISO 4217 or a custom unit of {Id.Rule}.");
        }

        if (body.Precision is < 0 or > Unit.MaxPrecision || (isDefault && body.Precision is not null))
        {
            yield return new("precision", $"precision is {body.Precision}; allowed is 0 to {Unit.MaxPrecision} for a custom unit, and none for 'default'.");
        }
        else if (body.Unit is { } code && Unit.TryGetCurrency(code, out var currency) && body.Precision is { } precision && precision != currency.Precision)
        {
            yield return new("precision", $"precision is {precision}; {code} has {currency.Precision} decimals.");
        }

        if (body.DrawOrder is { } order && !SnakeCase.TryParse<DrawOrder>(order, out _))
        {
            yield return new("draw_order", $"draw_order is '{Problem.Shown(order)}'; allowed are {SnakeCase.Allowed<DrawOrder>()}.");
        }

        if (body.ExpiresAfterDays is < 1 or > Entitlement.MaxExpiresAfterDays)
        {
            yield return new("expires_after_days", $"expires_after_days is {body.ExpiresAfterDays}; allowed is 1 to {Entitlement.MaxExpiresAfterDays}.");
        }

        foreach (var problem in CheckOverage(id, body))
        {
            yield return problem;
        }
    }

    private static IEnumerable<FieldProblem> CheckOverage(string id, EntitlementBody body)
    {
        const string None = EntitlementAnswer.NoOverage;
        if (body.Overage is { } overage && overage != None && !SnakeCase.TryParse<OverageOnGrant>(overage, out _))
        {
            yield return new("overage", $"overage is '{Problem.Shown(overage)}'; allowed are {None}, {SnakeCase.Allowed<OverageOnGrant>()}.");
        }

        if (body.OverageLimit is not { } limit)
        {
            yield break;
        }

        if (body.Overage is null or None)
        {
            yield return new("overage_limit", "overage_limit is there although there is no overage.");
        }

        var entitlement = Read(id, body);
        if (entitlement.ReadOverageLimit(limit) != AmountParse.Read)
        {
            yield return new("overage_limit", $"overage_limit is '{Problem.Shown(limit)}'; allowed is a plain decimal of {(
                entitlement.Unit is { } unit ? $"{unit.Code} with at most {unit.Precision} decimals" : "whole units, since 'default' has accounts in every currency")}.");
        }
    }
}
