using CreditFunctions.CommandLine;

return await ProgramCommands.RunAsync(args);
