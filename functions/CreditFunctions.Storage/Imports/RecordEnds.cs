namespace CreditFunctions.Storage.Imports;

/// <summary>Finds where a line of the body ends, in bytes that come piece by piece. In CSV, line breaks in quotes do not end one.</summary>
internal struct RecordEnds(ImportFormat format)
{
    private enum At
    {
        CellStart,
        Cell,
        Quoted,
        QuoteInQuoted,
    }

    private At at;

    /// <summary>How many line breaks were passed.</summary>
    public long LineBreaks { get; private set; }

    /// <summary>Looks through the next piece: how many bytes of it there are up to the end of the line, its line break included; -1: it does not end here.</summary>
    public int Find(ReadOnlySpan<byte> piece)
    {
        if (format == ImportFormat.Ndjson)
        {
            var end = piece.IndexOf((byte)'\n') + 1;
            LineBreaks += end > 0 ? 1 : 0;
            return end > 0 ? end : -1;
        }

        for (var place = 0; place < piece.Length; place++)
        {
            // Most bytes are inside of a cell: leap over them.
            var rest = piece[place..];
            var leap = at switch
            {
                At.Cell => rest.IndexOfAny((byte)',', (byte)'\n'),
                At.Quoted => rest.IndexOfAny((byte)'"', (byte)'\n'),
                _ => 0,
            };
            if (leap < 0)
            {
                return -1;
            }

            place += leap;
            var one = piece[place];
            LineBreaks += one == '\n' ? 1 : 0;
            if (one == '\n' && at != At.Quoted)
            {
                return place + 1;
            }

            at = (at, one) switch
            {
                (At.CellStart, (byte)'"') or (At.QuoteInQuoted, (byte)'"') => At.Quoted,
                (At.Quoted, (byte)'"') => At.QuoteInQuoted,
                (At.Quoted, _) => At.Quoted,
                (_, (byte)',') => At.CellStart,
                _ => At.Cell,
            };
        }

        return -1;
    }
}
