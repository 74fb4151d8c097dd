using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Mint.Coordinator.Access;
using Mint.Coordinator.Fleet;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Dashboard;

/// <summary>
/// Events as a file, newest first, as the page of events filters them and for who may see them there. Written while it is read; an end that is
/// missing tells that the store went away under it.
/// </summary>
internal sealed class EventExport(EventQueries events)
{
    /// <summary>How many events one file has at most.</summary>
    public const int Most = 10_000;

    private const uint PageSize = 1_000;
    private const string Cut = "more match: narrow the time";

    /// <summary>As CSV, without the differences. When more match than a file has, its last line says so.</summary>
    public Task WriteCsvAsync(HttpContext context) => WriteAsync(
        context,
        "text/csv; charset=utf-8",
        "events.csv",
        CsvLine.Of("at", "host", "kind", "resource", "action", "summary", "likely_by", "origin", "commit", "id"),
        (told, _) => CsvLine.Of(
            told.Event.At?.ToDateTimeOffset().ToString("O", CultureInfo.InvariantCulture) ?? "", told.Host, told.Event.Kind, told.Event.Resource, told.Event.Action, told.Event.Summary,
            told.Event.LikelyBy, told.Event.Origin, told.Event.Commit, told.Id.ToString(CultureInfo.InvariantCulture)),
        more => more ? CsvLine.Of(Cut) : "");

    /// <summary>As JSON: the events as the API has them, and whether they are all that match.</summary>
    public Task WriteJsonAsync(HttpContext context) => WriteAsync(
        context,
        "application/json; charset=utf-8",
        "events.json",
        "{\"events\":[",
        (told, first) => (first ? "\n" : ",\n") + JsonFormatter.Default.Format(told),
        more => $"],\n\"complete\":{(more ? "false" : "true")}}}\n");

    private async Task WriteAsync(HttpContext context, string type, string file, string head, Func<HostEvent, bool, string> line, Func<bool, string> end)
    {
        var ct = context.RequestAborted;
        var caller = Caller.Of(context.User);
        ListEventsOfFleetRequest request;
        ListEventsOfFleetResponse page;
        try
        {
            request = Asked(context.Request.Query);
            page = await events.ListAsync(request, caller, ct);
        }
        catch (RpcException wrong) when (wrong.StatusCode == StatusCode.InvalidArgument)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(wrong.Status.Detail, ct);
            return;
        }

        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{file}\"";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(head, ct);
        var written = 0;
        while (true)
        {
            foreach (var told in page.Events)
            {
                await context.Response.WriteAsync(line(told, written == 0), ct);
                written++;
            }

            if (page.NextPageToken.Length == 0 || written >= Most)
            {
                break;
            }

            request.PageToken = page.NextPageToken;
            page = await events.ListAsync(request, caller, ct);
        }

        await context.Response.WriteAsync(end(page.NextPageToken.Length > 0), ct);
    }

    private static ListEventsOfFleetRequest Asked(IQueryCollection query) => new()
    {
        Filter = query["q"].ToString(),
        Since = DateSpan.Since(query["since"]),
        Until = DateSpan.Until(query["until"]),
        PageSize = PageSize,
    };
}
