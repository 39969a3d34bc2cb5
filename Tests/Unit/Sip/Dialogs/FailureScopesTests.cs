using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Dialogs;

public sealed class FailureScopesTests
{
    [TestCase(SipMethod.Invite, 481, FailureScope.Usage)]
    [TestCase(SipMethod.Invite, 408, FailureScope.Usage, Description = "RFC 3261 §12.2.1.2")]
    [TestCase(SipMethod.Invite, 488, FailureScope.Transaction)]
    [TestCase(SipMethod.Invite, 491, FailureScope.Transaction)]
    [TestCase(SipMethod.Update, 503, FailureScope.Transaction)]
    [TestCase(SipMethod.Info, 405, FailureScope.Transaction)]
    [TestCase(SipMethod.Info, 408, FailureScope.Transaction)]
    [TestCase(SipMethod.Info, 481, FailureScope.Usage)]
    [TestCase(SipMethod.Prack, 481, FailureScope.Transaction)]
    [TestCase(SipMethod.Notify, 481, FailureScope.Usage)]
    [TestCase(SipMethod.Notify, 489, FailureScope.Usage)]
    [TestCase(SipMethod.Subscribe, 405, FailureScope.Usage)]
    [TestCase(SipMethod.Refer, 603, FailureScope.Transaction)]
    [TestCase(SipMethod.Notify, 410, FailureScope.Dialog)]
    [TestCase(SipMethod.Info, 404, FailureScope.Dialog)]
    [TestCase(SipMethod.Invite, 604, FailureScope.Dialog)]
    public void RFC_5057(SipMethod method, int status, FailureScope scope) => Assert.That(FailureScopes.Of(method, status), Is.EqualTo(scope));
}
