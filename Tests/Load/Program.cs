using System.CommandLine;
using ImsConference.Tests.Load.Calls;
using ImsConference.Tests.Load.Demo;

var root = new RootCommand("Simulated IMS UEs against a running conference system: a demonstration, and load.")
{
    DemoCommand.Build(),
    CallsCommand.Build(),
};
var arguments = root.Parse(args);
var status = await arguments.InvokeAsync();
return arguments.Errors.Count > 0 ? 2 : status;
