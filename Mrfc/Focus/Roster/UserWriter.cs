using System.Xml;

namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>Writes users with their endpoints and media (RFC 4575 §5.6 to §5.9).</summary>
internal static class UserWriter
{
    public static void Write(XmlWriter xml, UserChange change, RosterView view)
    {
        Start(xml, "user", change.Entity, change.State);
        if (change.State == ElementState.Full) Own(xml, change.User);
        foreach (var endpoint in change.Endpoints) Endpoint(xml, endpoint, view);
        xml.WriteEndElement();
    }

    private static void Own(XmlWriter xml, RosterUser user)
    {
        xml.OptionalText("display-text", user.DisplayText);
        xml.Uris("associated-aors", [.. user.AssociatedAors.Select(aor => new UriEntry(aor))]);
        if (user.Roles.Count > 0)
        {
            xml.WriteStartElement("roles", ConferenceInfoWriter.Namespace);
            foreach (var role in user.Roles) xml.Text("entry", role);
            xml.WriteEndElement();
        }

        if (user.Languages.Count > 0) xml.Text("languages", string.Join(' ', user.Languages));
    }

    private static void Endpoint(XmlWriter xml, EndpointChange change, RosterView view)
    {
        var endpoint = change.Endpoint;
        Start(xml, "endpoint", endpoint.Entity, change.State);
        if (change.State != ElementState.Deleted)
        {
            if (change.State == ElementState.Full) Life(xml, endpoint);
            else if (change.TellsStatus) xml.Text("status", RosterWords.For(endpoint.Status));
            foreach (var media in change.Media) Media(xml, media);
            if (change.State == ElementState.Full && view == RosterView.WithCalls && endpoint.Call is { } call) Call(xml, call);
        }

        xml.WriteEndElement();
    }

    private static void Life(XmlWriter xml, RosterEndpoint endpoint)
    {
        xml.OptionalText("display-text", endpoint.DisplayText);
        Execution(xml, "referred", endpoint.Referred);
        xml.Text("status", RosterWords.For(endpoint.Status));
        if (endpoint.JoiningMethod is { } joined) xml.Text("joining-method", RosterWords.For(joined));
        Execution(xml, "joining-info", endpoint.Joining);
        if (endpoint.DisconnectionMethod is { } left) xml.Text("disconnection-method", RosterWords.For(left));
        Execution(xml, "disconnection-info", endpoint.Disconnection);
    }

    private static void Media(XmlWriter xml, RosterMedia media)
    {
        xml.WriteStartElement("media", ConferenceInfoWriter.Namespace);
        xml.Attribute("id", media.Id);
        xml.OptionalText("display-text", media.DisplayText);
        xml.Text("type", media.Type);
        xml.OptionalText("label", media.Label);
        if (media.SourceId != 0) xml.Text("src-id", media.SourceId);
        xml.Text("status", RosterWords.For(media.Status));
        xml.WriteEndElement();
    }

    private static void Call(XmlWriter xml, RosterCall call)
    {
        xml.WriteStartElement("call-info", ConferenceInfoWriter.Namespace);
        xml.WriteStartElement("sip", ConferenceInfoWriter.Namespace);
        xml.Text("call-id", call.CallId);
        xml.Text("from-tag", call.FromTag);
        xml.Text("to-tag", call.ToTag);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Execution(XmlWriter xml, string name, RosterExecution? execution)
    {
        if (execution is null) return;

        xml.WriteStartElement(name, ConferenceInfoWriter.Namespace);
        if (execution.When is { } when) xml.Text("when", when);
        xml.OptionalText("reason", execution.Reason);
        xml.OptionalText("by", execution.By);
        xml.WriteEndElement();
    }

    private static void Start(XmlWriter xml, string name, string entity, ElementState state)
    {
        xml.WriteStartElement(name, ConferenceInfoWriter.Namespace);
        xml.Attribute("entity", entity);
        xml.WriteAttributeString("state", RosterWords.For(state));
    }
}
