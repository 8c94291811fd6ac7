namespace SkyLink.Cli;

public sealed class TestReportTests
{
    [Fact]
    public void An_xunit_report_is_added_up_over_its_assemblies_and_errors_are_failures() => Assert.Equal(
        new Tally(Passed: 12, Failed: 3, Skipped: 1),
        TestReport.Xunit("""
            <assemblies>
              <assembly total="11" passed="10" failed="1" skipped="0" errors="1" />
              <assembly total="4" passed="2" failed="1" skipped="1" errors="0" />
            </assemblies>
            """).Tally);

    [Fact]
    public void A_vitest_report_counts_a_file_that_does_not_load() => Assert.Equal(
        new Tally(Passed: 7, Failed: 1, Skipped: 2),
        TestReport.Vitest("""
            {"numPassedTests":7,"numFailedTests":0,"numFailedTestSuites":1,"numPendingTests":1,"numTodoTests":1}
            """).Tally);

    [Fact]
    public void In_a_playwright_report_a_test_that_passed_only_when_repeated_has_failed() => Assert.Equal(
        new Tally(Passed: 5, Failed: 3, Skipped: 1),
        TestReport.Playwright("""{"stats":{"expected":5,"unexpected":1,"flaky":1,"skipped":1},"errors":[{}]}""").Tally);

    [Fact]
    public void Failed_tests_are_named_with_the_first_line_of_what_they_said()
    {
        Assert.Equal(
            ["A.falls: Assert.Equal() Failure"],
            TestReport.Xunit("""
                <assemblies><assembly><collection>
                  <test name="A.stands" result="Pass" />
                  <test name="A.falls" result="Fail"><failure><message><![CDATA[Assert.Equal() Failure
                Expected: 1]]></message></failure></test>
                </collection></assembly></assemblies>
                """).Failures);
        Assert.Equal(
            ["the page shows: expected 1"],
            TestReport.Vitest("""
                {"testResults":[{"assertionResults":[{"fullName":"the page shows","status":"failed",
                "failureMessages":["expected 1\n at line 5"]},{"fullName":"it loads","status":"passed"}]}]}
                """).Failures);
        Assert.Equal(
            ["a buyer pays: timed out"],
            TestReport.Playwright("""
                {"suites":[{"suites":[{"specs":[{"title":"a buyer pays","ok":false,
                "tests":[{"results":[{"errors":[{"message":"timed out"}]}]}]},{"title":"it opens","ok":true}]}]}]}
                """).Failures);
        Assert.Equal(["12:00 ✗ search unexpected"], TestReport.Printed("ok\n12:00 ✗ search unexpected\n", 1).Failures);
        Assert.Empty(TestReport.Xunit("<broken").Failures);
        Assert.Empty(TestReport.Vitest("[1]").Failures);
        Assert.Empty(TestReport.Playwright("not json").Failures);
    }

    [Theory]
    [InlineData("hello\n3 passed, 0 failed\nbye\n5 passed, 1 failed\n", 1, 5, 1)]
    [InlineData("3 passed, 0 failed", 1, 3, 1)]
    [InlineData("nothing counted", 0, 1, 0)]
    [InlineData("nothing counted", 2, 0, 1)]
    [InlineData("then 3 passed, 0 failed of 9", 0, 1, 0)]
    public void A_program_is_counted_by_its_last_line_or_its_exit_code(string output, int code, int passed, int failed) =>
        Assert.Equal(new Tally(passed, failed, Skipped: 0), TestReport.Printed(output, code).Tally);

    [Fact]
    public void A_report_that_is_missing_or_broken_is_a_failure()
    {
        Assert.Equal(Tally.OneFailed, TestReport.Xunit(null).Tally);
        Assert.Equal(Tally.OneFailed, TestReport.Xunit("<assemblies>").Tally);
        Assert.Equal(Tally.OneFailed, TestReport.Vitest(null).Tally);
        Assert.Equal(Tally.OneFailed, TestReport.Vitest("[]").Tally);
        Assert.Equal(Tally.OneFailed, TestReport.Playwright("{}").Tally);
        Assert.Equal(Tally.OneFailed, TestReport.Playwright("not json").Tally);
    }

    [Fact]
    public void A_word_names_a_suite_or_else_filters_the_tests()
    {
        TestSuite[] all =
        [
            new("settle", SuiteKind.DotNet, "SkyLink.Settle.Tests"),
            new("trade", SuiteKind.DotNet, "SkyLink.Trade.Tests"),
            new("console", SuiteKind.Vitest, "web/console"),
        ];
        Assert.Equal([all[0]], TestSuite.Choose(all, "Settle"));
        Assert.Equal([all[2]], TestSuite.Choose(all, "console"));
        Assert.Equal(all, TestSuite.Choose(all, wanted: null));
        Assert.Equal(
            [all[0] with { Filter = "tampered" }, all[1] with { Filter = "tampered" }],
            TestSuite.Choose(all, "tampered"));
    }

    [Fact]
    public void Every_test_project_of_the_checkout_is_found()
    {
        var found = TestSuite.Discover(new Workspace(Checkout.Root)).Select(suite => suite.Name).ToList();
        Assert.Superset(new HashSet<string> { "cli", "platform", "tidy", "trade", "settle" }, found.ToHashSet());
        Assert.Equal("host", found.Last(name => name is not ("console" or "browser" or "examples")));
    }

    [Fact]
    public void Tests_get_a_server_without_a_database()
    {
        var variables = TestCommand.Variables(
            new Workspace(Checkout.Root), "Host=127.0.0.1;Port=5;Username=postgres;Password=x;Database=postgres", mode: "write");
        Assert.Equal("Host=127.0.0.1;Port=5;Username=postgres;Password=x", variables["SKYLINK_TEST_PG"]);
        Assert.Equal("write", variables["SKYLINK_GOLDEN"]);
    }
}
