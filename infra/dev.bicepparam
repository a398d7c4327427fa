// To try it: everything in one storage account, nothing kept warm.
using 'main.bicep'

param environmentName = 'credit-dev'
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param operatorId = readEnvironmentVariable('OPERATOR_ID', '')
