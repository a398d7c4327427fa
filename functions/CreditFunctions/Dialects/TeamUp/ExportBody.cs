using System.Text.Json;
using CreditFunctions.Http;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>Reads what an export is asked with: JSON, a form, or a form in parts.</summary>
internal static class ExportBody
{
    /// <summary>The fields of a body, none if there is no body; the problem of one that cannot be read.</summary>
    public static async Task<(RawFields? Fields, Problem? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is 0 || request is { ContentLength: null, ContentType: null })
        {
            return (new(), null);
        }

        var (fields, problem) = request.HasFormContentType ? await ReadFormAsync(request, cancellationToken) : await ReadJsonAsync(request, cancellationToken);
        fields?.AllowOnly(CreditsQuery.Filters);
        return (fields, problem);
    }

    private static async Task<(RawFields? Fields, Problem? Problem)> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await BoundedBody.ReadAsync(request, JsonBody.MaxBytes, cancellationToken) is not { } body)
        {
            return (null, JsonBody.TooLarge());
        }

        request.Body = new MemoryStream(body);
        try
        {
            var form = await request.ReadFormAsync(cancellationToken);
            var fields = RawFields.Of(form);
            foreach (var file in form.Files)
            {
                fields.Refuse(Problem.Shown(file.Name), "A file is not taken here.");
            }

            return (fields, null);
        }
        // What breaks off is told by a plain IOException; those derived from it are others' to tell.
        catch (Exception exception) when (exception is InvalidDataException || exception.GetType() == typeof(IOException))
        {
            return (null, Problem.Invalid(new FieldProblem("non_field_errors", $"Form parse error - {exception.Message}")));
        }
    }

    private static async Task<(RawFields? Fields, Problem? Problem)> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadObjectAsync(request, cancellationToken);
        if (body is null)
        {
            return (null, problem);
        }

        using (body)
        {
            var fields = new RawFields();
            foreach (var field in body.RootElement.EnumerateObject())
            {
                if (field.Value.ValueKind != JsonValueKind.Array || field.Value.GetArrayLength() == 0)
                {
                    Add(fields, field.Name, field.Value);
                    continue;
                }

                foreach (var value in field.Value.EnumerateArray())
                {
                    Add(fields, field.Name, value);
                }
            }

            return (fields, null);
        }
    }

    private static void Add(RawFields fields, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                fields.Add(name, value.GetString()!);
                break;
            case JsonValueKind.Number:
                fields.Add(name, value.GetRawText());
                break;
            case JsonValueKind.Null:
            case JsonValueKind.Array when value.GetArrayLength() == 0:
                fields.Add(name, "");
                break;
            default:
                fields.Add(name, "");
                fields.Refuse(Problem.Shown(name), "Not a valid value; allowed is a string, a number, or a list of them.");
                break;
        }
    }
}
