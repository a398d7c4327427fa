using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>Credit entitlements: entitlements of the directory that have one unit. Deleting one hides it from this dialect and no other.</summary>
internal sealed class DodoEntitlements(DirectoryStore directory, CachedDirectory cached, TimeProvider clock)
{
    /// <summary>POST a new one: 201.</summary>
    public async Task<IResult> CreateAsync(HttpContext http)
    {
        var (json, unreadable) = await JsonBody.ReadObjectAsync(http.Request, http.RequestAborted);
        if (json is null)
        {
            return unreadable!;
        }

        using (json)
        {
            var (entitlement, invalid) = DodoEntitlementFields.ReadNew(json.RootElement);
            if (entitlement is null)
            {
                return invalid!;
            }

            var (id, now) = (DodoEntitlement.NewId(), Instant.Now(clock));
            var made = new StoredEntitlement(entitlement.ToNew(id), now, now, null, entitlement.ToVendorTerms());
            try
            {
                await directory.ChangeEntitlementAsync(Business(http), id, _ => made, http.RequestAborted);
            }
            catch (StorageException exception) when (exception.MayHaveHappened)
            {
                return Unknown(id, "made; look whether it is there");
            }

            return Answer(http, made, StatusCodes.Status201Created);
        }
    }

    /// <summary>GET a page, newest first: those that are there, or those that are deleted.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var (badPage, badFlag) = (DodoQuery.Page(http, out var page), DodoQuery.Flag(http, "deleted", out var isDeleted));
        if ((badPage ?? badFlag) is { } problem)
        {
            return problem;
        }

        var all = await directory.StoredEntitlementsAsync(Business(http), http.RequestAborted);
        var found = all.Where(one => one.Entitlement.Unit is not null && one.DeletedAt is not null == isDeleted)
            .OrderByDescending(static one => one.CreatedAt).ThenByDescending(static one => one.Entitlement.Id, StringComparer.Ordinal)
            .Skip((int)Math.Min(page.Skip, int.MaxValue)).Take(page.Size).ToList();
        return DodoItems.Of(found, (json, one) => DodoEntitlement.Write(json, Business(http), one));
    }

    /// <summary>GET one.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var id = http.PathValue("credit_entitlement_id");
        return Id.IsValid(id) && await directory.StoredEntitlementAsync(Business(http), id, http.RequestAborted) is { } stored && IsThere(stored)
            ? Answer(http, stored, StatusCodes.Status200OK)
            : Missing(id);
    }

    /// <summary>PATCH one: 200 with nothing in it.</summary>
    public async Task<IResult> UpdateAsync(HttpContext http)
    {
        var (json, unreadable) = await JsonBody.ReadObjectAsync(http.Request, http.RequestAborted);
        if (json is null)
        {
            return unreadable!;
        }

        using (json)
        {
            return await ChangeAsync(http, (id, stored) =>
            {
                if (stored is null || !IsThere(stored))
                {
                    return (null, Missing(id));
                }

                var (changed, invalid) = DodoEntitlementFields.ReadChange(json.RootElement, DodoEntitlement.Of(stored));
                return changed is null ? (null, invalid) : (stored with { Entitlement = changed.ToChanged(stored.Entitlement), VendorTerms = changed.ToVendorTerms() }, null);
            });
        }
    }

    /// <summary>DELETE one: 200 with nothing in it. Its balances and their history stay.</summary>
    public Task<IResult> DeleteAsync(HttpContext http) => ChangeAsync(http, (id, stored) => stored is null || !IsThere(stored)
        ? (null, Missing(id))
        : (stored with { DeletedAt = Instant.Now(clock) }, null));

    /// <summary>POST that brings a deleted one back: 200 with nothing in it. What is not deleted is answered 500, as Dodo Payments does.</summary>
    public Task<IResult> UndeleteAsync(HttpContext http) => ChangeAsync(http, (id, stored) => stored is not { DeletedAt: not null, Entitlement.Unit: not null }
        ? (null, new(StatusCodes.Status500InternalServerError, DodoErrors.NotDeleted, $"There is no deleted credit entitlement '{Problem.Shown(id)}'."))
        : (stored with { DeletedAt = null }, null));

    private async Task<IResult> ChangeAsync(HttpContext http, Func<string, StoredEntitlement?, (StoredEntitlement? Changed, Problem? Problem)> change)
    {
        var (business, id) = (Business(http), http.PathValue("credit_entitlement_id"));
        Problem? problem = null;
        if (!Id.IsValid(id))
        {
            return change(id, null).Problem!;
        }

        try
        {
            await directory.ChangeEntitlementAsync(
                business,
                id,
                stored =>
                {
                    (var changed, problem) = change(id, stored);
                    return changed is null ? null : changed with { UpdatedAt = Instant.Later(Instant.Now(clock), changed.UpdatedAt) };
                },
                http.RequestAborted);
        }
        catch (StorageException exception) when (exception.MayHaveHappened)
        {
            return Unknown(id, "changed, deleted or undeleted; look how it is");
        }
        finally
        {
            cached.ForgetEntitlement(business, id);
        }

        return problem ?? (IResult)Results.StatusCode(StatusCodes.Status200OK);
    }

    private static bool IsThere(StoredEntitlement stored) => stored is { DeletedAt: null, Entitlement.Unit: not null };

    private static string Business(HttpContext http) => Caller.Of(http).Business.Id;

    private static Problem Unknown(string id, string whatAndHowToSee) => new(
        StatusCodes.Status503ServiceUnavailable, DodoErrors.UnsafeToRepeat, $"Storage did not say whether credit entitlement '{id}' was {whatAndHowToSee} before the request is sent again.");

    private static Problem Missing(string id) => DodoErrors.NotFound($"There is no credit entitlement '{Problem.Shown(id)}'.");

    private static WrittenJson Answer(HttpContext http, StoredEntitlement stored, int status)
    {
        var business = Business(http);
        return new(json => DodoEntitlement.Write(json, business, stored), status);
    }
}
