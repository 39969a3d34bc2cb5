using System.CommandLine;
using ImsConference.Tests.Load.Calls;
using ImsConference.Tests.Load.Demo;
using ImsConference.Tests.Load.Media;
using ImsConference.Tests.Load.Rosters;
using ImsConference.Tests.Load.Signalling;

var root = new RootCommand("Simulated IMS UEs against a running conference system: a demonstration, load, and what media costs.")
{
    DemoCommand.Build(),
    CallsCommand.Build(),
    MediaCommand.Build(),
    ReflectCommand.Build(),
    SignallingCommand.Build(),
    ParseCommand.Build(),
    RosterCommand.Build(),
};
var arguments = root.Parse(args);
var status = await arguments.InvokeAsync();
return arguments.Errors.Count > 0 ? 2 : status;
