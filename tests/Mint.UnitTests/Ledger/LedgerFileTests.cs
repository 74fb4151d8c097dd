using Microsoft.Extensions.Time.Testing;
using Mint.Core;
using Mint.Core.Ledger;
using Mint.Core.Providers;
using Mint.Core.Reporting;
using Mint.Platform.Ledger;
using Mint.Platform.Linux;
using Mint.UnitTests.Linux;
using NUnit.Framework;

namespace Mint.UnitTests.Ledger;

public sealed class LedgerFileTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private TemporaryDirectory directory = new();

    [SetUp]
    public void SetUp() => directory = new TemporaryDirectory();

    [TearDown]
    public void TearDown() => directory.Dispose();

    [Test]
    public void Open_NewFile_IsForItsOwnerOnly()
    {
        using var ledger = Open();
        ledger.WriteFact("a", "1");
        var host = new LinuxHostReader();

        Assert.That(host.List(directory.Path).Select(n => host.Stat(directory[n])?.Mode), Is.All.EqualTo(0x180));
    }

    [Test]
    public void Open_AfterAKill_HasAllThatWasWritten()
    {
        // What a killed process leaves is what lies on disk while the ledger is open: copied, never closed.
        using var ledger = Open();
        ledger.WriteFact("a", "1");
        ledger.RecordEvents([new LedgerEvent(time.GetUtcNow(), EventKind.Agent, "started")]);
        foreach (var file in Directory.GetFiles(directory.Path, "ledger.db*"))
        {
            File.Copy(file, file.Replace("ledger.db", "killed.db", StringComparison.Ordinal));
        }

        using var reopened = LedgerFile.Open(directory["killed.db"], time);

        Assert.That((reopened.ReadFact("a"), reopened.ReadEvents(new EventQuery(5)).Count, reopened.SetAside), Is.EqualTo(("1", 1, (string?)null)));
    }

    [Test]
    public void Open_WalCutInItsLastFrame_LosesOnlyTheLastTransaction()
    {
        using var ledger = Open();
        ledger.WriteFact("a", "1");
        ledger.WriteFact("a", "2");
        File.Copy(directory["ledger.db"], directory["killed.db"]);
        var wal = File.ReadAllBytes(directory["ledger.db-wal"]);
        File.WriteAllBytes(directory["killed.db-wal"], wal[..^100]);
        using var reopened = LedgerFile.Open(directory["killed.db"], time);

        Assert.That((reopened.ReadFact("a"), reopened.SetAside), Is.EqualTo(("1", (string?)null)));
    }

    [TestCase("nonsense", 0)]
    [TestCase("zeros in a page", 4096)]
    [TestCase("truncated", 6000)]
    public void Open_DamagedFile_IsSetAsideAndBegunAnew(string damage, int at)
    {
        FillAndClose();
        using (var file = File.OpenWrite(directory["ledger.db"]))
        {
            if (damage == "truncated")
            {
                file.SetLength(at);
            }
            else
            {
                file.Position = at;
                file.Write(damage == "nonsense" ? "this is no ledger at all"u8 : new byte[3000]);
            }
        }

        using var ledger = Open();
        ledger.WriteFact("a", "new");

        Assert.Multiple(() =>
        {
            Assert.That(ledger.SetAside, Is.EqualTo(directory["ledger.db.corrupt-20261124T120000Z"]).And.Matches<string>(File.Exists));
            Assert.That(ledger.ReadOwned(), Is.Empty);
            Assert.That(ledger.ReadFact("a"), Is.EqualTo("new"));
        });
    }

    [Test]
    public void Open_FormatOfANewerAgent_IsRefusedNotSetAside()
    {
        FillAndClose();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={directory["ledger.db"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        Assert.That(Open, Throws.TypeOf<ResourceException>().With.Message.Contains("newer agent"));
    }

    [Test]
    public void Write_NoSpace_KeepsNothingOfTheCallAndGoesOnAfterwards()
    {
        File.WriteAllText(directory["ledger.db"], "");
        var database = LedgerDatabase.Open(directory["ledger.db"]);
        using var ledger = new SqliteLedger(database, setAside: null);
        ledger.WriteFact("a", "before");
        database.Read("PRAGMA max_page_count = 40", row => row.GetInt64(0));
        Assert.That(
            () => ledger.RecordEvents([Big("one"), Big("two"), Big("three")]),
            Throws.TypeOf<ResourceException>().With.Property("Kind").EqualTo(FailureKind.Retry).And.Message.Contains("no space left"));
        ledger.WriteFact("a", "after");

        Assert.That((ledger.ReadFact("a"), ledger.ReadEvents(new EventQuery(9)).Count), Is.EqualTo(("after", 0)));
    }

    [Test]
    public void OpenReadOnly_BesideAWriter_SeesWhatIsCommitted()
    {
        using var ledger = Open();
        ledger.WriteFact("a", "1");
        using var reader = SqliteLedgerReader.OpenReadOnly(directory["ledger.db"]);
        var first = reader.ReadFact("a");
        ledger.WriteFact("a", "2");

        Assert.That((first, reader.ReadFact("a")), Is.EqualTo(("1", "2")));
    }

    [Test]
    public void OpenReadOnly_Absent_Fails() =>
        Assert.That(() => SqliteLedgerReader.OpenReadOnly(directory["no.db"]), Throws.TypeOf<ResourceException>());

    [Test]
    public void RecordEvents_BeyondTheBound_DropsTheOldest()
    {
        File.WriteAllText(directory["ledger.db"], "");
        var database = LedgerDatabase.Open(directory["ledger.db"]);
        using var ledger = new SqliteLedger(database, setAside: null);
        ledger.RecordEvents([.. Enumerable.Range(0, 100_001).Select(i => new LedgerEvent(time.GetUtcNow(), EventKind.Agent, "x"))]);

        Assert.That(
            (ledger.ReadEvents(new EventQuery(1)).Single().Sequence, database.Read("SELECT count(*) FROM events", row => row.GetInt64(0)).Single()),
            Is.EqualTo((100_001, 100_000)));
    }

    private LedgerEvent Big(string summary) => new(time.GetUtcNow(), EventKind.Agent, summary + new string('x', 100_000));

    private SqliteLedger Open() => LedgerFile.Open(directory["ledger.db"], time);

    private void FillAndClose()
    {
        using var ledger = Open();
        ledger.RecordEvents([.. Enumerable.Range(0, 200).Select(i => new LedgerEvent(time.GetUtcNow(), EventKind.Agent, $"event {i}")
        {
            Resource = new ResourceId("file", $"/etc/{i}"),
        })]);
        ledger.WriteFact("a", "old");
    }
}
