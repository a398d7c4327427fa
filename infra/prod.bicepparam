// For a business: the ledger in an account of its own over three zones, one instance kept warm, a year of logs, somebody told.
using 'main.bicep'

param environmentName = 'credit-prod'
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param operatorId = readEnvironmentVariable('OPERATOR_ID', '')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
param storageRedundancy = 'Standard_ZRS'
param separateDataAccount = true
param alwaysReadyInstances = 1
param logRetentionDays = 365
