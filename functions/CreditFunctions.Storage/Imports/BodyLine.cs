namespace CreditFunctions.Storage.Imports;

/// <summary>One line of a body, which in CSV may span several of a text editor's.</summary>
/// <param name="Number">On which line of the text it begins, from 1.</param>
/// <param name="Content">Its bytes without the line break; of one that is too long, the beginning.</param>
/// <param name="IsTooLong">Has it more than <see cref="MaxBytes"/>?</param>
public sealed record BodyLine(long Number, ReadOnlyMemory<byte> Content, bool IsTooLong)
{
    /// <summary>The most bytes a line may have: 256 KB.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The first line of a text that is not blank, without its line break: all of the text if none ends in it.</summary>
    public static ReadOnlySpan<byte> FirstOf(ReadOnlySpan<byte> text, ImportFormat format)
    {
        text = text.TrimStart("\r\n"u8);
        var end = new RecordEnds(format).Find(text);
        return (end < 0 ? text : text[..end]).TrimEnd("\r\n"u8);
    }
}
