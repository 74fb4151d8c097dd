using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mint.Cli.Reports;

/// <summary>The JSON shapes of <c>--json</c>, documented in docs/cli.md. Scripts rely on them: names only ever get added.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    Converters = [typeof(SecondsJsonConverter)])]
[JsonSerializable(typeof(HostStatus))]
[JsonSerializable(typeof(History))]
[JsonSerializable(typeof(ResourceReport))]
[JsonSerializable(typeof(RunStep))]
[JsonSerializable(typeof(ResumeReport))]
[JsonSerializable(typeof(PauseReport))]
[JsonSerializable(typeof(DoneReport))]
[JsonSerializable(typeof(ErrorReport))]
[JsonSerializable(typeof(ExplanationReport))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(PlanReport))]
[JsonSerializable(typeof(FleetPlan))]
[JsonSerializable(typeof(ValidationReport))]
[JsonSerializable(typeof(FleetReport))]
[JsonSerializable(typeof(HostList))]
[JsonSerializable(typeof(HostReport))]
[JsonSerializable(typeof(HostDetail))]
[JsonSerializable(typeof(FleetHistory))]
[JsonSerializable(typeof(HostEventReport))]
[JsonSerializable(typeof(CommitList))]
[JsonSerializable(typeof(CommitProgressReport))]
[JsonSerializable(typeof(CommitDetail))]
[JsonSerializable(typeof(HoldList))]
[JsonSerializable(typeof(HostHoldReport))]
[JsonSerializable(typeof(RolloutReport))]
[JsonSerializable(typeof(TurnList))]
[JsonSerializable(typeof(MeshList))]
[JsonSerializable(typeof(WireGuardReport))]
[JsonSerializable(typeof(RotationReport))]
[JsonSerializable(typeof(AddedHostReport))]
[JsonSerializable(typeof(WakeReport))]
[JsonSerializable(typeof(TokenList))]
[JsonSerializable(typeof(CreatedTokenReport))]
[JsonSerializable(typeof(LoginReport))]
[JsonSerializable(typeof(RemovedReport))]
[JsonSerializable(typeof(CommitHostReport))]
[JsonSerializable(typeof(SecretList))]
[JsonSerializable(typeof(SecretValueReport))]
[JsonSerializable(typeof(RekeyReport))]
[JsonSerializable(typeof(PeopleReport))]
[JsonSerializable(typeof(PersonReport))]
[JsonSerializable(typeof(RemovalReport))]
[JsonSerializable(typeof(UserLoginReport))]
internal sealed partial class ReportsJson : JsonSerializerContext
{
    /// <summary>Indented, for whole documents.</summary>
    public static ReportsJson Document => field ??= new ReportsJson(With(indented: true));

    /// <summary>One line, for streams.</summary>
    public static ReportsJson Line => field ??= new ReportsJson(With(indented: false));

    // Names and text of hosts are printed as they are; control characters stay escaped, and what turns words round is when it is printed.
    private static JsonSerializerOptions With(bool indented) => new(Default.Options)
    {
        WriteIndented = indented,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
