// All of CreditFunctions in one resource group: what a subscription's deployment and azd begin with.
targetScope = 'subscription'

@description('What this deployment is called, such as credit-prod; names of resources are derived from it.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Region of all resources; it must offer Flex Consumption.')
@minLength(1)
param location string

@description('Resource group to make or to use.')
param resourceGroupName string = 'rg-${environmentName}'

@description('Memory of an instance, in MiB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('How many instances there may be at most.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances kept warm for HTTP: 0 costs nothing at rest, 1 has no cold starts until it is busy.')
@minValue(0)
@maxValue(40)
param alwaysReadyInstances int = 0

@description('How storage keeps its copies. A ledger in production wants more than one zone.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageRedundancy string = 'Standard_LRS'

@description('Is the ledger in a storage account of its own, where the Functions host has no rights?')
param separateDataAccount bool = false

@description('Is storage reached through private endpoints alone?')
param privateNetwork bool = false

@description('Who is told by e-mail when something is wrong; empty: alerts are raised, nobody is told.')
param alertEmail string = ''

@description('Object id of who makes businesses and keys, a user, group or service principal; empty: nobody is given that right here.')
param operatorId string = ''

@description('Days logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Settings of the program that differ from settings.json, by name; values are text.')
param settings object = {}

var tags = {
  'azd-env-name': environmentName
}

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: resourceGroupName
  location: location
  tags: tags
}

module creditFunctions 'creditfunctions.bicep' = {
  scope: group
  name: 'creditfunctions'
  params: {
    suffix: uniqueString(subscription().id, environmentName, location)
    location: location
    tags: tags
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    storageRedundancy: storageRedundancy
    separateDataAccount: separateDataAccount
    privateNetwork: privateNetwork
    alertEmail: alertEmail
    operatorId: operatorId
    logRetentionDays: logRetentionDays
    settings: settings
  }
}

@description('Name of the resource group.')
output resourceGroup string = group.name

@description('Name of the function app: where the package goes.')
output appName string = creditFunctions.outputs.appName

@description('Address of the API and the console.')
output apiUrl string = creditFunctions.outputs.apiUrl

@description('Name of the storage account that holds the ledger and its reports.')
output dataAccountName string = creditFunctions.outputs.dataAccountName

@description('Name of the storage account of the Functions host and the package.')
output hostAccountName string = creditFunctions.outputs.hostAccountName

@description('Name of the Application Insights component.')
output insightsName string = creditFunctions.outputs.insightsName

@description('Client id of the identity the program runs as.')
output identityClientId string = creditFunctions.outputs.identityClientId
