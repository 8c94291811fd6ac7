using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Platform.Hosting;

/// <summary>An account of <c>/etc/passwd</c>.</summary>
internal sealed record UnixAccount(string Name, int UserId, int GroupId)
{
    /// <summary>Reads the lines of <c>/etc/passwd</c>; other forms (NIS entries, comments) are left out.</summary>
    public static List<UnixAccount> Parse(IEnumerable<string> passwd) =>
    [
        .. passwd
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length == 7)
            .Select(fields => new UnixAccount(fields[0], Number(fields[2]), Number(fields[3])))
            .Where(account => account is { UserId: > 0, GroupId: > 0 }),
    ];

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>
/// Where the database and its binaries lie and who runs them. PostgreSQL refuses to run as root; started by root it
/// runs as an unprivileged account, and what that account cannot reach (a checkout below /root) lies elsewhere.
/// </summary>
/// <param name="Home">Holds the cluster, its log, its socket and its locks.</param>
/// <param name="BinDirectory">Where to run <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> from.</param>
/// <param name="CopyFrom">The installation to copy to the parent of <paramref name="BinDirectory"/>, or null.</param>
/// <param name="RunAs">The account that owns and runs the database; null is whoever runs this program.</param>
internal sealed record EmbeddedPostgresPlacement(string Home, string BinDirectory, string? CopyFrom, UnixAccount? RunAs)
{
    /// <summary>Where root keeps what the account cannot reach inside the checkout.</summary>
    public const string OutsideRoot = "/var/lib/skylink";

    private static readonly string[] AccountsByPreference = ["skylink", "postgres", "nobody"];

    /// <summary>The decision, from facts only.</summary>
    /// <param name="isRoot">Whether this program runs as root.</param>
    /// <param name="dataDirectory">The platform's data folder, absolute.</param>
    /// <param name="binDirectory">The <c>bin</c> folder of the installation found, absolute.</param>
    /// <param name="accounts">The accounts of this machine.</param>
    /// <param name="othersMayEnter">Whether an account with no other right may enter exactly this folder.</param>
    /// <exception cref="EmbeddedPostgresException">Root, and no account to run PostgreSQL as.</exception>
    public static EmbeddedPostgresPlacement Decide(
        bool isRoot,
        string dataDirectory,
        string binDirectory,
        IReadOnlyCollection<UnixAccount> accounts,
        Func<string, bool> othersMayEnter)
    {
        var inside = Path.Combine(dataDirectory, "postgres");
        if (!isRoot)
        {
            return new EmbeddedPostgresPlacement(inside, binDirectory, CopyFrom: null, RunAs: null);
        }

        var account = AccountsByPreference
            .Select(name => accounts.FirstOrDefault(account => account.Name == name))
            .FirstOrDefault(account => account is not null)
            ?? throw new EmbeddedPostgresException(
                "PostgreSQL refuses to run as root: create an account for it with 'useradd --system skylink'.");
        var home = IsReachable(dataDirectory, othersMayEnter)
            ? inside
            : Path.Combine(OutsideRoot, Fingerprint(dataDirectory), "postgres");
        return IsReachable(binDirectory, othersMayEnter)
            ? new EmbeddedPostgresPlacement(home, binDirectory, CopyFrom: null, account)
            : new EmbeddedPostgresPlacement(
                home,
                Path.Combine(OutsideRoot, $"binaries-{Fingerprint(binDirectory)}", "bin"),
                Path.GetDirectoryName(binDirectory),
                account);
    }

    /// <summary>16 hexadecimal digits of the path's SHA-256: one place per checkout, the same at every start.</summary>
    internal static string Fingerprint(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16];

    /// <summary>True if every folder on the way that exists can be entered by others.</summary>
    private static bool IsReachable(string path, Func<string, bool> othersMayEnter)
    {
        for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (!othersMayEnter(folder))
            {
                return false;
            }
        }

        return true;
    }
}
