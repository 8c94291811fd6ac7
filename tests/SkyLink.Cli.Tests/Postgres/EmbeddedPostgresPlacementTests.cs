using System.Runtime.InteropServices;
using SkyLink.Platform.Hosting;

namespace SkyLink.Cli.Postgres;

public sealed class EmbeddedPostgresPlacementTests
{
    private const string Bin = "/root/skylink/node_modules/native/bin";
    private static readonly UnixAccount Postgres = new("postgres", 101, 104);
    private static readonly UnixAccount Nobody = new("nobody", 65534, 65534);

    [Fact]
    public void A_user_runs_it_in_place_whatever_others_may_enter()
    {
        var placement = EmbeddedPostgresPlacement.Decide(
            isRoot: false, "/home/ada/skylink/.data", Bin, [Postgres], static _ => false);
        Assert.Equal(new EmbeddedPostgresPlacement("/home/ada/skylink/.data/postgres", Bin, CopyFrom: null, RunAs: null), placement);
    }

    [Fact]
    public void Root_runs_it_in_place_under_another_account_where_that_account_can_go()
    {
        var placement = EmbeddedPostgresPlacement.Decide(
            isRoot: true, "/srv/skylink/.data", "/srv/skylink/native/bin", [Nobody, Postgres], static _ => true);
        Assert.Equal(
            new EmbeddedPostgresPlacement("/srv/skylink/.data/postgres", "/srv/skylink/native/bin", CopyFrom: null, Postgres),
            placement);
    }

    [Fact]
    public void Below_a_folder_only_root_may_enter_data_and_binaries_move_out()
    {
        var placement = EmbeddedPostgresPlacement.Decide(
            isRoot: true, "/root/skylink/.data", Bin, [Nobody], static folder => folder != "/root");
        var (data, binaries) = (EmbeddedPostgresPlacement.Fingerprint("/root/skylink/.data"), EmbeddedPostgresPlacement.Fingerprint(Bin));
        Assert.Equal($"/var/lib/skylink/{data}/postgres", placement.Home);
        Assert.Equal($"/var/lib/skylink/binaries-{binaries}/bin", placement.BinDirectory);
        Assert.Equal("/root/skylink/node_modules/native", placement.CopyFrom);
        Assert.Equal(Nobody, placement.RunAs);
    }

    [Fact]
    public void Binaries_of_the_system_are_not_copied_even_if_the_data_move_out()
    {
        var placement = EmbeddedPostgresPlacement.Decide(
            isRoot: true, "/root/skylink/.data", "/usr/lib/postgresql/15/bin", [Postgres], static folder => folder != "/root");
        Assert.Equal("/usr/lib/postgresql/15/bin", placement.BinDirectory);
        Assert.Null(placement.CopyFrom);
    }

    [Fact]
    public void Two_checkouts_never_share_a_place() => Assert.NotEqual(
        EmbeddedPostgresPlacement.Fingerprint("/root/a/.data"), EmbeddedPostgresPlacement.Fingerprint("/root/b/.data"));

    [Fact]
    public void Root_without_any_account_is_told_how_to_make_one()
    {
        var refused = Assert.Throws<EmbeddedPostgresException>(() => EmbeddedPostgresPlacement.Decide(
            isRoot: true, "/srv/.data", "/srv/bin", [new UnixAccount("ada", 1000, 1000)], static _ => true));
        Assert.Contains("useradd --system skylink", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Accounts_are_read_from_passwd_without_root_and_without_broken_lines() => Assert.Equal(
        [Postgres, Nobody],
        UnixAccount.Parse(
        [
            "root:x:0:0:root:/root:/bin/bash",
            "postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash",
            "+nis", "", "short:x:5:5", "odd:x:many:1:::",
            "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin",
        ]));

    [Theory]
    [InlineData("postgres (PostgreSQL) 18.4", 18)]
    [InlineData("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", 15)]
    [InlineData("postgres (PostgreSQL) 19devel", 19)]
    [InlineData("initdb: error", null)]
    public void The_major_version_is_read_from_what_postgres_says(string output, int? version) =>
        Assert.Equal(version, EmbeddedPostgresBinaries.MajorVersionOf(output));

    [Fact]
    public void Of_several_installations_the_newest_comes_first_by_number_not_by_letter() => Assert.Equal(
        ["/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/9.6/bin"],
        EmbeddedPostgresBinaries.NewestFirst(["/usr/lib/postgresql/9.6", "/usr/lib/postgresql/15", "/usr/lib/postgresql/odd"]));

    [Fact]
    public void The_npm_package_is_named_after_system_and_processor()
    {
        Assert.Equal("linux-x64", EmbeddedPostgresBinaries.NpmPlatform(OSPlatform.Linux, Architecture.X64));
        Assert.Equal("darwin-arm64", EmbeddedPostgresBinaries.NpmPlatform(OSPlatform.OSX, Architecture.Arm64));
        Assert.Null(EmbeddedPostgresBinaries.NpmPlatform(OSPlatform.Linux, Architecture.S390x));
        Assert.Null(EmbeddedPostgresBinaries.NpmPlatform(OSPlatform.Windows, Architecture.X64));
    }

    [Fact]
    public void A_socket_path_that_does_not_fit_is_left_out()
    {
        Assert.Equal("/tmp/short", EmbeddedPostgresConfiguration.SocketDirectoryOrNull("/tmp/short"));
        Assert.Null(EmbeddedPostgresConfiguration.SocketDirectoryOrNull("/" + new string('x', 90)));
    }

    [Fact]
    public void Compression_and_durability_follow_the_options()
    {
        var durable = new EmbeddedPostgresConfiguration(5433, "/it's", IsDurable: true, 50, HasLz4: true).ToText();
        Assert.Contains("unix_socket_directories = '/it''s'", durable, StringComparison.Ordinal);
        Assert.Contains("wal_compression = lz4", durable, StringComparison.Ordinal);
        Assert.Contains("\nfsync = on\n", durable, StringComparison.Ordinal);

        var passing = new EmbeddedPostgresConfiguration(5433, SocketDirectory: null, IsDurable: false, 50, HasLz4: false).ToText();
        Assert.Contains("unix_socket_directories = ''", passing, StringComparison.Ordinal);
        Assert.DoesNotContain("lz4", passing, StringComparison.Ordinal);
        Assert.Contains("\nfsync = off\n", passing, StringComparison.Ordinal);
    }
}
