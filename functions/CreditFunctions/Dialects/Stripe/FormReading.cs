using System.Text;
using CreditFunctions.Http;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>Reads parameters as Stripe's clients send them: in the query or a form, nested by brackets that may or may not be percent-encoded.</summary>
internal static class FormReading
{
    private const int MaxParameters = 1000;
    private const int MaxDepth = 8;
    private const string FormType = "application/x-www-form-urlencoded";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>All parameters of a request: those of the query, and of anything but a GET those of the body. The problem, or null.</summary>
    public static async ValueTask<(FormField Form, Problem? Problem)> ReadAsync(HttpRequest request)
    {
        var form = new FormField("");
        var problem = request.QueryString.Value is { Length: > 1 } query ? Add(form, Encoding.UTF8.GetBytes(query).AsSpan(1), isQuery: true) : null;
        if (problem is not null || HttpMethods.IsGet(request.Method))
        {
            // A GET comes with the content type of a form and no body.
            return (form, problem);
        }

        var body = await ReadBodyAsync(request);
        return (form, body is null ? JsonBody.TooLarge() : body.Length > 0 && !IsForm(request) ? NotAForm(request) : Add(form, body, isQuery: false));
    }

    private static Problem? Add(FormField form, ReadOnlySpan<byte> encoded, bool isQuery)
    {
        var count = 0;
        foreach (var range in encoded.Split((byte)'&'))
        {
            var pair = encoded[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            if (++count > MaxParameters)
            {
                return StripeProblems.Invalid(null, $"There are more than {MaxParameters} parameters.");
            }

            var equals = pair.IndexOf((byte)'=');
            if (Decode(equals < 0 ? pair : pair[..equals]) is not { } name || Decode(equals < 0 ? [] : pair[(equals + 1)..]) is not { } text)
            {
                return StripeProblems.Invalid(null, "A parameter holds text that is not UTF-8.");
            }

            // The elements of a list are one parameter again and again, which the Functions host joins to one with commas. No element has one of its own.
            foreach (var value in isQuery && name.Contains("[]", StringComparison.Ordinal) ? text.Split(',') : [text])
            {
                if (form.Add(Names(name), value) is { } twice)
                {
                    return StripeProblems.Invalid(twice.Path, $"The parameter {twice.Path} is there twice.");
                }
            }
        }

        return null;
    }

    /// <summary><c>a[b][]</c> is a, b and the empty name; brackets that do not pair up are part of a name that nothing has.</summary>
    private static string[] Names(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        if (open <= 0 || name[^1] != ']')
        {
            return [name];
        }

        var within = name[(open + 1)..^1].Split("][");
        return within.Length < MaxDepth && !within.Any(static part => part.AsSpan().ContainsAny('[', ']')) ? [name[..open], .. within] : [name];
    }

    private static string? Decode(ReadOnlySpan<byte> encoded)
    {
        Span<byte> bytes = encoded.Length <= 512 ? stackalloc byte[encoded.Length] : new byte[encoded.Length];
        var length = 0;
        for (var at = 0; at < encoded.Length; at++)
        {
            var isEscape = encoded[at] == '%' && at + 2 < encoded.Length && char.IsAsciiHexDigit((char)encoded[at + 1]) && char.IsAsciiHexDigit((char)encoded[at + 2]);
            bytes[length++] = isEscape ? (byte)((Hex(encoded[at + 1]) << 4) | Hex(encoded[at + 2])) : encoded[at] == '+' ? (byte)' ' : encoded[at];
            at += isEscape ? 2 : 0;
        }

        try
        {
            return Strict.GetString(bytes[..length]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static int Hex(byte digit) => char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static bool IsForm(HttpRequest request) => request.ContentType is { } type && type.Split(';')[0].Trim().Equals(FormType, StringComparison.OrdinalIgnoreCase);

    private static Problem NotAForm(HttpRequest request) => new(
        StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
        $"Invalid request (check that your POST content type is {FormType}); it is '{Problem.Shown(request.ContentType ?? "")}'.");

    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request)
    {
        if (request.ContentLength is 0 or > JsonBody.MaxBytes)
        {
            return request.ContentLength == 0 ? [] : null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + read > JsonBody.MaxBytes)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
