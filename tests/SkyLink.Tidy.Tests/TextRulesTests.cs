namespace SkyLink.Tidy;

/// <summary>Each rule on a planted violation, and on what it must let pass.</summary>
public sealed class TextRulesTests
{
    private const string Source = "src/SkyLink.Settle/Payments/Payment.cs";

    [Theory]
    [InlineData("internal sealed class PaymentManager", "says nothing")]
    [InlineData("public static class StringHelper", "says nothing")]
    [InlineData("internal record OrderInfo(int Id);", "says nothing")]
    [InlineData("    return 0; // TODO: compute", "do it")]
    [InlineData("    // HACK around it", "do it")]
    [InlineData("    throw new NotImplementedException();", "not done")]
    [InlineData("/// <summary>Refunds: Say here in one sentence what it keeps.</summary>", "not done")]
    [InlineData("    Thread.Sleep(50);", "TimeProvider")]
    [InlineData("    await Task.Delay(500, token);", "TimeProvider")]
    [InlineData("    var n = Random.Shared.Next();", "seed")]
    [InlineData("    [Fact(Skip = \"flaky\")]", "never runs")]
    [InlineData("    catch (Exception) { }", "hides bugs")]
    [InlineData("    catch { }", "hides bugs")]
    [InlineData("    var x = 1; ", "blanks")]
    [InlineData("\tvar x = 1;", "tab")]
    public void A_planted_line_is_found_with_what_to_do_instead(string line, string advice)
    {
        var finding = Assert.Single(TextRules.Findings(Source, ["namespace SkyLink;", line]));
        Assert.StartsWith($"{Source}:2: ", finding, StringComparison.Ordinal);
        Assert.Contains(advice, finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("internal sealed class PaymentDataSourceTests")]
    [InlineData("    await Task.Delay(pause, clock, cancellation);")]
    [InlineData("    catch (IOException)")]
    [InlineData("    var todo = list.Count;")]
    [InlineData("")]
    public void Honest_lines_pass(string line) => Assert.Empty(TextRules.Findings(Source, [line]));

    [Fact]
    public void Long_lines_and_long_files_are_found()
    {
        Assert.Contains("121 columns", Assert.Single(TextRules.Findings(Source, [new string('x', 121)])), StringComparison.Ordinal);
        Assert.Empty(TextRules.Findings(Source, [new string('x', 120)]));
        Assert.Single(TextRules.Findings("tests/A.cs", [new string('x', 141)]));
        Assert.Empty(TextRules.Findings("tests/A.cs", [new string('x', 140), "await Task.Delay(5);"]));
        Assert.Contains("401 lines", Assert.Single(TextRules.Findings(Source, Enumerable.Repeat("", 401).ToList())), StringComparison.Ordinal);
        Assert.Empty(TextRules.Findings(Source, Enumerable.Repeat("", 400).ToList()));
        var endpoints = TextRules.Findings("src/X/Payments/PaymentsEndpoints.cs", Enumerable.Repeat("", 301).ToList());
        Assert.Contains("at most 300", Assert.Single(endpoints), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docs/a.md", "see /home/bob/skylink/docs")]
    [InlineData("docs/a.md", "see /Users/bob/x")]
    [InlineData("docs/a.md", "cd /mnt/build/tree")]
    [InlineData("docs/a.md", "from https://registry.npmjs.org/left-pad")]
    [InlineData("docs/a.md", "cloned into /opt/here/now/x")]
    [InlineData(".npmrc", "@scope:registry=http://mirror.local/")]
    [InlineData("NuGet.config", "  <add key=\"mirror\" value=\"https://mirror.local/v3\" />")]
    [InlineData("package-lock.json", "      \"resolved\": \"https://mirror.local/a.tgz\",")]
    [InlineData("src/a.txt", "-----BEGIN PRIVATE KEY-----")]
    public void What_belongs_to_a_machine_is_found(string path, string line) =>
        Assert.Single(TextRules.LeakFindings(path, [line], ["/opt/here/now/"]));

    [Theory]
    [InlineData("docs/a.md", "GET /api/v1/work/items and https://example.org/home/page")]
    [InlineData("docs/a.md", "\"/home/ada/skylink\" is the example of the documentation")]
    [InlineData("package-lock.json", "      \"resolved\": \"web/console\",")]
    [InlineData(".npmrc", "omit-lockfile-registry-resolved=true")]
    [InlineData("tests/vectors.txt", "-----BEGIN PRIVATE KEY-----")]
    public void What_belongs_to_everybody_passes(string path, string line) =>
        Assert.Empty(TextRules.LeakFindings(path, [line], ["/opt/here/now/"]));

    [Fact]
    public void A_dead_link_is_found_and_a_living_one_passes()
    {
        string[] text =
        [
            "[one](decisions/0001.md) and [two](../README.md#start), [gone](gone.md)",
            "[outside](https://example.org/x) [here](#below) `[code](not/a/link.md)`",
            "```",
            "[code](also/not.md)",
            "```",
            "[root](/LICENSE)",
        ];
        var there = new HashSet<string> { "docs/decisions/0001.md", "README.md", "LICENSE" };
        Assert.Equal("docs/a.md:1: the link to gone.md leads nowhere", Assert.Single(TextRules.LinkFindings("docs/a.md", text, there.Contains)));
    }

    [Fact]
    public void A_file_name_that_occurs_twice_is_found()
    {
        var found = TreeRules.RepeatedNames(
            ["src/A/Store.cs", "src/B/Store.cs", "src/A/Program.cs", "src/B/Program.cs", "tests/C/Store.cs"]);
        Assert.StartsWith("src/A/Store.cs and src/B/Store.cs:", Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_without_README_tests_or_with_a_module_of_another_name_is_found()
    {
        string[] complete =
        [
            "src/SkyLink.Settle/Payments/PaymentsModule.cs", "src/SkyLink.Settle/Payments/README.md",
            "tests/SkyLink.Settle.Tests/Payments/PaymentTests.cs", "src/SkyLink.Platform/Hosting/IModule.cs",
        ];
        Assert.Empty(TreeRules.IncompleteServices(complete));
        Assert.Empty(TreeRules.UntestedServices(complete));
        Assert.Contains("README", Assert.Single(TreeRules.IncompleteServices([complete[0]])), StringComparison.Ordinal);
        Assert.Contains("no tests", Assert.Single(TreeRules.UntestedServices([complete[0], complete[1]])), StringComparison.Ordinal);
        var misnamed = TreeRules.IncompleteServices(["src/SkyLink.Settle/Payments/PayModule.cs", complete[1]]);
        Assert.Contains("PaymentsModule.cs", Assert.Single(misnamed), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stray_document_in_the_root_is_found() => Assert.StartsWith(
        "PLAN.md:",
        Assert.Single(TreeRules.StrayDocuments(["PLAN.md", "README.md", "docs/PLAN.md"])),
        StringComparison.Ordinal);

    [Fact]
    public void A_README_without_a_table_or_too_long_is_found()
    {
        Assert.Contains("table", Assert.Single(TextRules.ReadmeFindings("a/README.md", ["# A"])), StringComparison.Ordinal);
        Assert.Empty(TextRules.ReadmeFindings("a/README.md", ["# A", "| Routes | `/a` |"]));
        Assert.Single(TextRules.ReadmeFindings("a/README.md", ["| a |", .. Enumerable.Repeat("", 40)]));
    }

    [Theory]
    [InlineData("SkyLink.Settle", "SkyLink.Trade")]
    [InlineData("SkyLink.Settle", "SkyLink.Beckn")]
    [InlineData("SkyLink.Platform", "SkyLink.Settle")]
    [InlineData("SkyLink.Contracts", "SkyLink.Platform")]
    [InlineData("SkyLink.Beckn", "SkyLink.Platform")]
    [InlineData("SkyLink.Cli", "SkyLink.Platform")]
    [InlineData("SkyLink.Cryptography", "SkyLink.Contracts")]
    public void A_reference_the_house_forbids_is_found(string project, string reference)
    {
        var found = Assert.Single(ProjectRules.Findings($"src/{project}/{project}.csproj", Project(reference)));
        Assert.Contains($"{project} may not reference {reference}", found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SkyLink.Trade", "SkyLink.Beckn")]
    [InlineData("SkyLink.Settle", "SkyLink.Platform")]
    [InlineData("SkyLink.Platform", "SkyLink.Cryptography")]
    [InlineData("SkyLink.Host", "SkyLink.Trade")]
    public void A_reference_the_house_allows_passes(string project, string reference) =>
        Assert.Empty(ProjectRules.Findings($"src/{project}/{project}.csproj", Project(reference)));

    [Fact]
    public void A_project_nobody_decided_about_and_a_version_in_a_project_file_are_found()
    {
        Assert.Contains(
            "does not know",
            Assert.Single(ProjectRules.Findings("src/SkyLink.Common/SkyLink.Common.csproj", "<Project />")),
            StringComparison.Ordinal);
        const string versioned = """<Project><PackageReference Include="Npgsql" Version="1.0.0" /></Project>""";
        Assert.Contains(
            "Directory.Packages.props",
            Assert.Single(ProjectRules.Findings("tests/A/A.csproj", versioned)),
            StringComparison.Ordinal);
    }

    private static string Project(string reference) =>
        $"""<Project><ItemGroup><ProjectReference Include="../{reference}/{reference}.csproj" /></ItemGroup></Project>""";
}
