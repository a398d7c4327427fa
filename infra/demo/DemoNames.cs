namespace CreditFunctions.Demo;

/// <summary>Names that a report has to survive: commas, quotes, accents, other scripts, right to left, and one a spreadsheet would run.</summary>
internal static class DemoNames
{
    private static readonly string[] Places =
    [
        "Harbour", "Quay Street", "Ångström", "Łódź", "São João", "Señor Muñoz", "Zürich Süd", "Αθήνα", "Москва", "北京", "東京", "서울", "دبي", "תל אביב", "मुंबई", "Ærø", "Örebro", "Crème Brûlée",
        "Nguyễn", "İstanbul", "Wyndham", "Old Mill", "Three Rivers", "North Pier", "St. John's", "O'Brien", "Café 33", "Ñandú",
    ];

    private static readonly string[] Trades =
    [
        "Rowing Club", "Gym", "Yoga, Pilates & More", "Climbing Hall", "Swim School", "\"The Dojo\"", "Dance Studio", "Sports, Inc.", "Tennis Club", "CrossFit", "Kletterzentrum", "Salle d'Armes",
        "体育館", "Клуб", "נווה", "Bouldering \"Rock & Co\"", "Racquet, Squash", "Physio",
    ];

    /// <summary>The name of a customer.</summary>
    public static string Pick(Random random, int customer) => customer switch
    {
        7 => "=HYPERLINK(\"http://example.com\")",
        8 => "Line one\nline two, quoted \"so\"",
        9 => "  spaces around  ",
        10 => "🏊 Pool & Söhne",
        _ => $"{Places[random.Next(Places.Length)]} {Trades[random.Next(Trades.Length)]}",
    };
}
