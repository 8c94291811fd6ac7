namespace SkyLink.Workflows.Analyzers;

public sealed class OutsideRuleTests
{
    [Theory]
    [InlineData("var v = {|SLW003:File.ReadAllText|}(input);")]
    [InlineData("await {|SLW003:File.WriteAllTextAsync|}(input, input);")]
    [InlineData("var v = {|SLW003:Directory.GetFiles|}(input);")]
    [InlineData("var v = new {|SLW003:FileInfo|}(input);")]
    [InlineData("var v = {|SLW003:new FileInfo(input).Length|};")]
    [InlineData("void Show(FileInfo file) => file.{|SLW003:Delete|}(); Show(null!);")]
    [InlineData("using var v = new {|SLW003:FileStream|}(input, FileMode.Open);")]
    [InlineData("using var v = new {|SLW003:StreamReader|}(input);")]
    [InlineData("var v = {|SLW003:Path.GetTempPath|}();")]
    [InlineData("var v = {|SLW003:Path.GetFullPath|}(input);")]
    [InlineData("{|SLW003:Console.WriteLine|}(input);")]
    [InlineData("var v = {|SLW003:Console.In|};")]
    [InlineData("await new HttpClient().{|SLW003:GetStringAsync|}(input);")]
    [InlineData("HttpClient? client = null; await client!.{|SLW003:SendAsync|}(new HttpRequestMessage());")]
    [InlineData("var v = await {|SLW003:System.Net.Dns.GetHostEntryAsync|}(input);")]
    [InlineData("using var v = new {|SLW003:System.Net.Sockets.TcpClient|}();")]
    [InlineData("using var v = new {|SLW003:System.Net.WebSockets.ClientWebSocket|}();")]
    [InlineData("{|SLW003:System.Diagnostics.Process.Start|}(input);")]
    [InlineData("System.Data.Common.DbConnection? c = null; var v = c!.{|SLW003:CreateCommand|}();")]
    [InlineData("System.Data.Common.DbCommand? c = null; var v = await c!.{|SLW003:ExecuteScalarAsync|}();")]
    [InlineData("await using var v = new {|SLW003:Npgsql.NpgsqlConnection|}(input);")]
    [InlineData("Npgsql.NpgsqlDataSource? s = null; var v = s!.{|SLW003:CreateBatch|}();")]
    [InlineData("var v = {|SLW003:Environment.GetEnvironmentVariable|}(input);")]
    [InlineData("var v = {|SLW003:Environment.MachineName|};")]
    [InlineData("var v = {|SLW003:Environment.ProcessId|};")]
    [InlineData("var v = {|SLW003:Environment.CurrentDirectory|};")]
    [InlineData("var v = {|SLW003:TimeZoneInfo.Local|};")]
    [InlineData("var v = context.Now.{|SLW003:ToLocalTime|}();")]
    public Task Reaching_outside_is_found(string body) => Analysis.CheckBodyAsync(body);

    [Theory]
    [InlineData("var v = Environment.NewLine;")]
    [InlineData("var v = Path.GetExtension(input);")]
    [InlineData("using var v = new StreamReader(new MemoryStream());")]
    [InlineData("using var v = new StringReader(input);")]
    [InlineData("var v = new Uri(input);")]
    [InlineData("var v = new HttpRequestMessage(HttpMethod.Get, input);")]
    [InlineData("var v = System.Net.IPAddress.Parse(input);")]
    [InlineData("var v = TimeZoneInfo.Utc;")]
    [InlineData("try { await context.SleepAsync(default); } catch (Npgsql.PostgresException e) { _ = e.SqlState; }")]
    [InlineData("var v = await context.StepAsync(\"read\", step => File.ReadAllTextAsync(input));")]
    [InlineData("await context.StepAsync(\"say\", async step => { Console.WriteLine(input); await Task.Delay(5); return 1; });")]
    public Task Names_values_and_steps_are_not(string body) => Analysis.CheckBodyAsync(body);

    [Fact]
    public Task A_class_of_ours_is_followed_whatever_it_derives_from() => Analysis.CheckAsync("""
        public abstract class Ledger : System.Data.Common.DbConnection
        {
            public string Harmless() => "";

            public string Harmful() => Environment.MachineName;
        }

        public class Order
        {
            public void Run(WorkflowContext context, Ledger ledger)
            {
                ledger.Harmless();
                ledger.{|SLW003:Harmful|}();
                ledger.{|SLW003:Open|}();
            }
        }
        """);
}
